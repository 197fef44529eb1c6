package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Computes error rates from the answers that are locked. */
@ApplicationScoped
public class Results {
  private static final Comparator<ArmResult> ORDER = Comparator.comparing(ArmResult::run)
      .thenComparing(ArmResult::epoch).thenComparing(ArmResult::checkpoint).thenComparing(ArmResult::arm);

  private final HumanEvalConfig config;
  private final Jdbi jdbi;

  Results(HumanEvalConfig config, Jdbi jdbi) {
    this.config = config;
    this.jdbi = jdbi;
  }

  /** A study's result. */
  public StudyResult of(String study) {
    return jdbi.withHandle(handle -> of(handle, study));
  }

  /** A study's result as the transaction of {@code handle} sees it. */
  public StudyResult of(Handle handle, String study) {
    var arms = new ArrayList<ArmResult>();
    tallies(handle, study).stream().collect(Collectors.groupingBy(tally -> tally.arm() + "\n" + tally.checkpointId(),
        LinkedHashMap::new, Collectors.toList())).values().forEach(group -> arms.add(result(group)));
    arms.sort(ORDER);
    return new StudyResult(study, config.result().confidence(), config.result().resamples(), config.result().seed(), arms);
  }

  private ArmResult result(List<Tally> group) {
    var first = group.get(0);
    var kept = group.stream().filter(Tally::kept).toList();
    var all = group.stream().collect(Collectors.toMap(Tally::raterId, t -> t, Tally::plus, TreeMap::new)).values();
    return new ArmResult(first.arm(), first.checkpointId(), first.runId(), first.epoch(), first.dataset(),
        kept.isEmpty() ? null : Rates.of(kept, config.result()), Rates.of(List.copyOf(all), config.result()));
  }

  /** In the order of the raters' ids, so that the seeded bootstrap gives the same interval again. */
  private static List<Tally> tallies(Handle handle, String study) {
    return handle.createQuery("""
        SELECT arm, checkpoint_id, min(run_id) AS run_id, min(epoch) AS epoch, min(dataset) AS dataset, rater_id,
          session.state = 'finished' AND exclusions = '{}' AS kept, count(*) AS pages,
          sum(generated_shown) AS generated_shown, sum(fooled) AS fooled,
          sum(real_shown) AS real_shown, sum(doubted) AS doubted, max(submitted_at) AS last_submitted_at
        FROM page JOIN session USING (session_id) JOIN pool USING (pool_id)
        WHERE session.study_id = :study AND kind = 'main' AND submitted_at IS NOT NULL
          AND generated_shown + real_shown > 0
        GROUP BY arm, checkpoint_id, rater_id, kept ORDER BY arm, checkpoint_id, rater_id""")
        .bind("study", study).map(ConstructorMapper.of(Tally.class)).list();
  }
}
