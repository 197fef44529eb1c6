package org.improvedgan.humaneval.admin;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/**
 * Sessions of a study by state.
 *
 * @param kept those finished that no rule excludes
 */
public record SessionCounts(long active, long finished, long kept, long abandoned, long withdrawn, long disqualified) {
  static final SessionCounts NONE = new SessionCounts(0, 0, 0, 0, 0, 0);

  private record Row(String study, String arm, SessionCounts counts) {
  }

  SessionCounts plus(SessionCounts other) {
    return new SessionCounts(active + other.active, finished + other.finished, kept + other.kept,
        abandoned + other.abandoned, withdrawn + other.withdrawn, disqualified + other.disqualified);
  }

  /** By study. */
  static Map<String, SessionCounts> all(Jdbi jdbi) {
    var counts = new TreeMap<String, SessionCounts>();
    rows(jdbi, null).forEach(row -> counts.merge(row.study(), row.counts(), SessionCounts::plus));
    return counts;
  }

  /** By arm of one study; arms without a session are missing. */
  static Map<String, SessionCounts> byArm(Jdbi jdbi, String study) {
    var counts = new TreeMap<String, SessionCounts>();
    rows(jdbi, study).forEach(row -> counts.put(row.arm(), row.counts()));
    return counts;
  }

  private static List<Row> rows(Jdbi jdbi, String study) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT study_id, arm, count(*) FILTER (WHERE state = 'active') AS active,
          count(*) FILTER (WHERE state = 'finished') AS finished,
          count(*) FILTER (WHERE state = 'finished' AND exclusions = '{}') AS kept,
          count(*) FILTER (WHERE state = 'abandoned') AS abandoned,
          count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn,
          count(*) FILTER (WHERE state = 'disqualified') AS disqualified
        FROM session WHERE :study::text IS NULL OR study_id = :study GROUP BY study_id, arm""")
        .bind("study", study)
        .map((row, context) -> new Row(row.getString("study_id"), row.getString("arm"), new SessionCounts(
            row.getLong("active"), row.getLong("finished"), row.getLong("kept"), row.getLong("abandoned"),
            row.getLong("withdrawn"), row.getLong("disqualified")))).list());
  }
}
