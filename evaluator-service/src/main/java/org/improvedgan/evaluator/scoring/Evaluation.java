package org.improvedgan.evaluator.scoring;

import org.improvedgan.events.v1.EvaluationCompleted;

/** Something to score and how: ready to run, and known by its id before it runs. */
public interface Evaluation {

  /** Always the same for the same subject and protocol. */
  String id();

  /**
   * Scores it.
   *
   * @throws InterruptedException when interrupted
   * @throws RuntimeException with one sentence as its message where it cannot be scored
   */
  EvaluationCompleted run() throws InterruptedException;
}
