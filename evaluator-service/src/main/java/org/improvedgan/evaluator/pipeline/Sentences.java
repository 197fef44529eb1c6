package org.improvedgan.evaluator.pipeline;

import org.improvedgan.events.v1.EvaluationCompleted;
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

  /** Tells the log of a score. */
  static void logScore(Logger log, EvaluationCompleted completed) {
    log.infof("%s: Inception score %.3f ± %.3f%s (%d images in %.1f s)", completed.getEvaluationId(),
        completed.getInceptionScore().getMean(), completed.getInceptionScore().getStandardDeviation(),
        completed.hasFid() ? ", FID %.3f".formatted(completed.getFid().getValue()) : "",
        completed.getProtocol().getSamples(), completed.getDurationSeconds());
  }
}
