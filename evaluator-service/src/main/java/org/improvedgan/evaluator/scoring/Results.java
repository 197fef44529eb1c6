package org.improvedgan.evaluator.scoring;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.metrics.FeatureStatistics;
import org.improvedgan.metrics.InceptionScore;

/** Puts a finished score into its event. */
public final class Results {

  private Results() {
  }

  /**
   * The score of a checkpoint whose splits have all been counted.
   *
   * @param task of any of the splits
   * @param splits in order
   * @param start when the first image came
   */
  public static EvaluationCompleted of(EvaluationTask task, List<SplitCounts> splits, Instant start) {
    InceptionScore score = InceptionScore.ofSplits(splits.stream().map(SplitCounts::score).toList());
    return of(task.getEvaluationId(), task.getProtocol(), score, SplitCounts.features(splits), start)
        .setCheckpoint(task.getCheckpoint())
        .build();
  }

  /** The event without its subject. */
  static EvaluationCompleted.Builder of(String id, ScoreProtocol protocol, InceptionScore score,
      Optional<FeatureStatistics> features, Instant start) {
    Instant now = Instant.now();
    EvaluationCompleted.Builder event = EvaluationCompleted.newBuilder()
        .setEvaluationId(id)
        .setProtocol(protocol)
        .setInceptionScore(org.improvedgan.events.v1.InceptionScore.newBuilder()
            .setMean(score.mean())
            .setStandardDeviation(score.standardDeviation())
            .addAllSplitScores(score.splitScores()))
        .setCompletedAt(timestamp(now))
        .setDurationSeconds(Duration.between(start, now).toNanos() / 1e9);
    features.ifPresent(statistics -> event.setFeatures(FeatureMessages.of(statistics)));
    return event;
  }

  /** As messages hold it. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }
}
