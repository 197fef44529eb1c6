package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.datasets.DataException;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.evaluator.scoring.RealDataEvaluations;
import org.improvedgan.events.v1.CheckpointManifest;
import org.jboss.logging.Logger;

/** Which datasets' real images are still to be scored. Used by one thread. */
@ApplicationScoped
public class RealDataQueue {

  private static final Logger LOG = Logger.getLogger(RealDataQueue.class);
  /** The trainer may still be downloading what is missing now. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final CheckpointCatalog catalog;
  private final RealDataEvaluations realData;
  private final EvaluationProgress progress;
  private final Set<String> settled = new HashSet<>();
  private final Map<String, Long> missing = new HashMap<>();

  public RealDataQueue(CheckpointCatalog catalog, RealDataEvaluations realData, EvaluationProgress progress) {
    this.catalog = catalog;
    this.realData = realData;
    this.progress = progress;
  }

  /**
   * The next dataset that a checkpoint names, whose images lie on this machine, and that is not settled yet.
   *
   * @param ours whether this instance is the one to score a dataset
   */
  Optional<String> next(Predicate<String> ours) {
    return catalog.all().stream()
        .map(CheckpointManifest::getDataset)
        .distinct()
        .filter(dataset -> !settled.contains(dataset))
        .filter(ours)
        .filter(this::here)
        .findFirst();
  }

  /** Nothing more is to be done about it. */
  void settle(String dataset) {
    settled.add(dataset);
  }

  private boolean here(String dataset) {
    // Not the wall clock, which can be set.
    long now = System.nanoTime();
    Long looked = missing.get(dataset);
    if (looked != null && now - looked < LOOK_AGAIN.toNanos()) {
      return false;
    }
    try {
      if (realData.available(dataset)) {
        return true;
      }
      if (missing.put(dataset, now) == null) {
        tell("The real images of " + dataset + " are not on this machine, so there is no score to compare with:"
            + " set GAN_DATA to a folder that has them. Checkpoints are scored all the same.");
      }
    } catch (DataException e) {
      settled.add(dataset);
      tell("The real images of " + dataset + " are not scored: " + e.getMessage());
    }
    return false;
  }

  private void tell(String sentence) {
    LOG.warn(sentence);
    progress.note(sentence);
  }
}
