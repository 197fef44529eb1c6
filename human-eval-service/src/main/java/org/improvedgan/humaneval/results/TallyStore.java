package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Counts the answers that are locked, from the counts of their pages. */
@ApplicationScoped
class TallyStore {
  private static final Comparator<ArmTallies> ORDER = Comparator.comparing(ArmTallies::run)
      .thenComparing(ArmTallies::epoch).thenComparing(ArmTallies::checkpoint).thenComparing(ArmTallies::arm);

  /** The sessions of one rater in one arm about one checkpoint, those that are kept or the others. */
  public record Row(String arm, UUID poolId, String checkpointId, String runId, int epoch, String dataset, UUID raterId,
      boolean kept, boolean excluded, int sessions, long generatedShown, long fooled, long realShown, long doubted,
      Instant changedAt) {

    Tally tally() {
      return new Tally(raterId, sessions, generatedShown, fooled, realShown, doubted);
    }
  }

  /**
   * All arms and checkpoints of which there is a session, by run, epoch and arm: also those whose raters have all
   * withdrawn, whose numbers fall to nothing.
   */
  List<ArmTallies> of(Handle handle, String study) {
    var rows = handle.createQuery("""
        SELECT arm, pool.pool_id, checkpoint_id, run_id, epoch, dataset, rater_id,
          state = 'finished' AND exclusions = '{}' AS kept,
          bool_or(state = 'disqualified' OR exclusions <> '{}') AS excluded,
          count(DISTINCT session.session_id) FILTER (WHERE generated_shown + real_shown > 0) AS sessions,
          coalesce(sum(generated_shown), 0) AS generated_shown, coalesce(sum(fooled), 0) AS fooled,
          coalesce(sum(real_shown), 0) AS real_shown, coalesce(sum(doubted), 0) AS doubted,
          greatest(max(started_at), max(finished_at), max(submitted_at)) AS changed_at
        FROM session JOIN pool ON pool.pool_id = session.pool_id LEFT JOIN page ON page.session_id = session.session_id
          AND kind = 'main' AND submitted_at IS NOT NULL AND state <> 'withdrawn'
        WHERE session.study_id = :study
        GROUP BY arm, pool.pool_id, rater_id, kept""")
        .bind("study", study).map(ConstructorMapper.of(Row.class)).list();
    return rows.stream().collect(Collectors.groupingBy(row -> List.of(row.arm(), row.poolId()))).values().stream()
        .map(TallyStore::together).sorted(ORDER).toList();
  }

  private static ArmTallies together(List<Row> rows) {
    var first = rows.get(0);
    return new ArmTallies(first.arm(), first.checkpointId(), first.runId(), first.epoch(), first.dataset(),
        Tallies.of(rows.stream().filter(Row::kept).map(Row::tally).toList()),
        Tallies.of(rows.stream().map(Row::tally).toList()),
        (int) rows.stream().filter(Row::excluded).map(Row::raterId).distinct().count(),
        rows.stream().map(Row::changedAt).max(Comparator.naturalOrder()).orElseThrow());
  }
}
