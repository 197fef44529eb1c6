package org.improvedgan.evaluator.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is going on just now, as JSON.
 *
 * @param version grows with every evaluation and every human result: then {@code /api/evaluations} has news
 * @param trouble what keeps this evaluator from working, if anything does
 * @param waitingFor what has to be got ready before anything that needs it goes on
 * @param evaluating the evaluations under way, of all instances as far as this one knows
 * @param waiting checkpoints in Kafka that have no score yet, without those under way or set aside
 * @param training the latest word of each training run
 * @param notes what people should know, newest first
 * @param links pages of the other services where they are known
 */
@JsonInclude(Include.NON_NULL)
public record ProgressView(int version, String trouble, String waitingFor, List<Evaluating> evaluating, int waiting,
    List<Training> training, List<Note> notes, Links links) {

  /**
   * @param kind "checkpoint" or "dataset"
   * @param done images scored
   * @param splits of a checkpoint; 0 for a dataset, which is scored in one piece
   * @param waitingFor a sentence while it cannot go on
   */
  @JsonInclude(Include.NON_NULL)
  public record Evaluating(String evaluationId, String subject, String kind, long done, long samples, int splitsDone,
      int splits, double imagesPerSecond, Instant startedAt, String waitingFor) {
  }

  /** As {@code TrainingProgressed}. */
  @JsonInclude(Include.NON_EMPTY)
  public record Training(String runId, String experiment, String dataset, String state, int epoch, int epochs,
      long iteration, long iterations, double iterationsPerSecond, double secondsLeft, Map<String, Double> metrics,
      String checkpointId, String message, Instant at) {
  }

  /** Addresses. */
  @JsonInclude(Include.NON_EMPTY)
  public record Links(Optional<URI> sampler, Optional<URI> trainer, Optional<URI> humanEval) {
  }

  /** One sentence. */
  public record Note(Instant at, String text) {
  }
}
