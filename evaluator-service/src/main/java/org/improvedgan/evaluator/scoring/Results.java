package org.improvedgan.evaluator.scoring;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.metrics.InceptionScore;

/** Puts a finished score into its event. */
final class Results {

  private Results() {
  }

  /** The event without its subject. */
  static EvaluationCompleted.Builder of(String id, ScoreProtocol protocol, InceptionScore score, Instant start) {
    Instant now = Instant.now();
    return EvaluationCompleted.newBuilder()
        .setEvaluationId(id)
        .setProtocol(protocol)
        .setInceptionScore(org.improvedgan.events.v1.InceptionScore.newBuilder()
            .setMean(score.mean())
            .setStandardDeviation(score.standardDeviation())
            .addAllSplitScores(score.splitScores()))
        .setCompletedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .setDurationSeconds(Duration.between(start, now).toNanos() / 1e9);
  }
}
