package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Computes error rates from the answers that are locked. */
@ApplicationScoped
public class Results {
  private static final Comparator<CheckpointResult> ORDER = Comparator.comparing(CheckpointResult::run)
      .thenComparing(CheckpointResult::epoch).thenComparing(CheckpointResult::checkpoint);

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  /** The bootstrap is the dear part, and most checkpoints of a study change seldom. */
  private final Map<List<Tally>, Rates> known = new ConcurrentHashMap<>();

  Results(HumanEvalConfig config, Jdbi jdbi) {
    this.config = config;
    this.jdbi = jdbi;
  }

  /** The configured study's result. */
  public StudyResult current() {
    return jdbi.withHandle(handle -> of(handle, config.study()));
  }

  /** A study's result as the transaction of {@code handle} sees it. */
  public StudyResult of(Handle handle, String study) {
    var tallies = tallies(handle, study);
    var byCheckpoint = tallies.stream()
        .collect(Collectors.groupingBy(Tally::checkpointId, LinkedHashMap::new, Collectors.toList())).values();
    var pooled = tallies.stream().collect(Collectors.toMap(Tally::raterId, t -> t, Tally::plus, TreeMap::new));
    var together = List.copyOf(pooled.values());
    var used = new HashSet<>(byCheckpoint);
    used.add(together);
    known.keySet().retainAll(used);
    var checkpoints = new ArrayList<CheckpointResult>();
    for (var group : byCheckpoint) {
      var first = group.get(0);
      checkpoints.add(new CheckpointResult(first.checkpointId(), first.runId(), first.epoch(), first.dataset(),
          rates(group)));
    }
    checkpoints.sort(ORDER);
    return new StudyResult(study, config.result().confidence(), config.result().resamples(), config.result().seed(),
        checkpoints, together.isEmpty() ? null : rates(together));
  }

  private Rates rates(List<Tally> tallies) {
    return known.computeIfAbsent(tallies, key -> Rates.of(key, config.result()));
  }

  /** In the order of the raters' ids, so that the seeded bootstrap gives the same interval again. */
  private static List<Tally> tallies(Handle handle, String study) {
    return handle.createQuery("""
        SELECT checkpoint_id, min(run_id) AS run_id, min(epoch) AS epoch, min(dataset) AS dataset, rater_id,
          count(*) AS pages, sum(generated_shown) AS generated_shown, sum(fooled) AS fooled,
          sum(real_shown) AS real_shown, sum(doubted) AS doubted, max(submitted_at) AS last_submitted_at
        FROM page WHERE study_id = :study AND submitted_at IS NOT NULL
        GROUP BY checkpoint_id, rater_id ORDER BY checkpoint_id, rater_id""")
        .bind("study", study).map(ConstructorMapper.of(Tally.class)).list();
  }
}
