package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.study.Arm;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Counts what became of the sessions of a study. */
@ApplicationScoped
class SessionCounts {

  /** Some sessions of an arm: of a state, kept, or having broken a rule. */
  public record Count(String arm, String of, int sessions) {
  }

  /** Of every arm, also of those where nobody came yet. */
  List<ArmSessions> of(Handle handle, String study, List<Arm> arms) {
    var states = counts(handle, study, "SELECT arm, state AS of, count(*) AS sessions FROM session"
        + " WHERE study_id = :study GROUP BY arm, state");
    var kept = counts(handle, study, "SELECT arm, 'kept' AS of, count(*) AS sessions FROM session"
        + " WHERE study_id = :study AND state = 'finished' AND exclusions = '{}' GROUP BY arm");
    var rules = counts(handle, study, "SELECT arm, rule AS of, count(*) AS sessions FROM session,"
        + " unnest(exclusions) AS rule WHERE study_id = :study AND state = 'finished' GROUP BY arm, rule");
    var seconds = secondsPerImage(handle, study);
    return arms.stream().map(arm -> new ArmSessions(arm.name(), arm.feedback(), arm.exposureMillis(),
        arm.top() == null ? 0 : arm.top().percent(), allStates(of(states, arm)), of(kept, arm).getOrDefault("kept", 0),
        of(rules, arm), seconds.get(arm.name()))).toList();
  }

  private static List<Count> counts(Handle handle, String study, String query) {
    return handle.createQuery(query).bind("study", study).map(ConstructorMapper.of(Count.class)).list();
  }

  private static Map<String, Integer> of(List<Count> counts, Arm arm) {
    var mine = new TreeMap<String, Integer>();
    counts.stream().filter(count -> count.arm().equals(arm.name())).forEach(c -> mine.put(c.of(), c.sessions()));
    return mine;
  }

  private static Map<String, Integer> allStates(Map<String, Integer> counts) {
    Stream.of(Session.State.values()).forEach(state -> counts.putIfAbsent(state.name().toLowerCase(Locale.ROOT), 0));
    return counts;
  }

  /** As the rule about answers that are too fast measures it: by this service's clock, not by the raters' browsers. */
  private static Map<String, Double> secondsPerImage(Handle handle, String study) {
    var seconds = new HashMap<String, Double>();
    handle.createQuery("""
        WITH timed AS (
          SELECT arm, kind, (SELECT count(*) FROM trial WHERE trial.page_id = page.page_id) AS images,
            extract(epoch FROM submitted_at - lag(submitted_at, 1, started_at) OVER (
              PARTITION BY session_id ORDER BY number)) AS seconds
          FROM page JOIN session USING (session_id)
          WHERE study_id = :study AND state <> 'withdrawn' AND submitted_at IS NOT NULL
        )
        SELECT arm, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds / images) AS median
        FROM timed WHERE kind = 'main' GROUP BY arm""")
        .bind("study", study).map((rs, context) -> seconds.put(rs.getString("arm"), rs.getDouble("median"))).list();
    return seconds;
  }
}
