package org.improvedgan.cli.up;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.events.v1.TrainingProgressed;

/**
 * What is known about one training run from its events. Events may come twice and late: each checkpoint counts once.
 * Safe for several threads.
 */
final class RunStatus {

  private final String run;
  private final String dataset;
  private final TreeMap<Integer, EvaluationCompleted> scores = new TreeMap<>();
  private final Set<String> published = new LinkedHashSet<>();
  private EvaluationCompleted realData;
  private TrainingProgressed latest;

  RunStatus(String run, String dataset) {
    this.run = run;
    this.dataset = dataset;
  }

  /** @return whether the event was about this run */
  synchronized boolean accept(TrainingProgressed event) {
    if (!event.getRunId().equals(run)) {
      return false;
    }
    latest = event;
    if (!event.getCheckpointId().isEmpty()) {
      published.add(event.getCheckpointId());
    }
    notifyAll();
    return true;
  }

  /** @return whether the event brought a score of this run or of its real images that was not known before */
  synchronized boolean accept(EvaluationCompleted event) {
    boolean fresh = switch (event.getSubjectCase()) {
      case CHECKPOINT -> event.getCheckpoint().getRunId().equals(run)
          && scores.putIfAbsent(event.getCheckpoint().getEpoch(), event) == null;
      case DATASET -> {
        boolean first = realData == null && event.getDataset().getDataset().equals(dataset)
            && event.getDataset().getSplit().equals("test");
        realData = first ? event : realData;
        yield first;
      }
      case SUBJECT_NOT_SET -> false;
    };
    notifyAll();
    return fresh;
  }

  /** The scores so far, by epoch. */
  synchronized Collection<EvaluationCompleted> scores() {
    return java.util.List.copyOf(scores.values());
  }

  /** The score of the real test images. */
  synchronized Optional<EvaluationCompleted> realData() {
    return Optional.ofNullable(realData);
  }

  /** The newest word from the trainer. */
  synchronized Optional<TrainingProgressed> latest() {
    return Optional.ofNullable(latest);
  }

  synchronized int published() {
    return published.size();
  }

  /** Whether the first {@code wanted} scores are there, and the yardstick by the same classifier. */
  synchronized boolean evaluated(int wanted) {
    return scores.size() >= wanted && realData != null;
  }

  /** Why {@code wanted} scores will never come; empty while they may. */
  synchronized Optional<String> hopeless(int wanted) {
    if (latest == null) {
      return Optional.empty();
    }
    return switch (latest.getState()) {
      case FAILED -> Optional.of("The training run failed: " + latest.getMessage());
      case COMPLETED -> published.size() >= wanted ? Optional.empty()
          : Optional.of("The training run ended after " + published.size() + " checkpoints, fewer than the " + wanted
              + " asked for: ask for fewer, or give it more epochs with --set epochs=N.");
      default -> Optional.empty();
    };
  }

  /** Waits until something changes, at most {@code millis}. */
  synchronized void awaitChange(long millis, Predicate<RunStatus> already) throws InterruptedException {
    if (!already.test(this)) {
      wait(millis);
    }
  }

  /** Whether two scores were made by the same classifier, and may stand side by side. */
  static boolean sameClassifier(ScoreProtocol a, ScoreProtocol b) {
    return a.getClassifierSha256().equals(b.getClassifierSha256());
  }
}
