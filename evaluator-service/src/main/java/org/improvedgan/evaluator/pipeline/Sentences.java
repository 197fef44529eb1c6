package org.improvedgan.evaluator.pipeline;

import org.improvedgan.events.LogIds;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationTask;
import org.jboss.logging.Logger;

/** How the pipeline speaks to people. */
final class Sentences {

  /** The CloudEvents source of everything it writes. */
  static final String SOURCE = "/evaluator-service";

  private Sentences() {
  }

  /** What went wrong. */
  static String of(RuntimeException failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** What the log names from now on: the evaluation that a task belongs to, and its checkpoint. */
  static LogIds ids(EvaluationTask task) {
    return LogIds.ofCheckpoint(task.getCheckpoint().getRunId(), task.getCheckpoint().getCheckpointId())
        .evaluation(task.getEvaluationId());
  }

  /** Tells the log of a score. */
  static void logScore(Logger log, EvaluationCompleted completed) {
    log.infof("%s: Inception score %.3f ± %.3f%s (%d images in %.1f s)", completed.getEvaluationId(),
        completed.getInceptionScore().getMean(), completed.getInceptionScore().getStandardDeviation(),
        completed.hasFid() ? ", FID %.3f".formatted(completed.getFid().getValue()) : "",
        completed.getProtocol().getSamples(), completed.getDurationSeconds());
  }
}
