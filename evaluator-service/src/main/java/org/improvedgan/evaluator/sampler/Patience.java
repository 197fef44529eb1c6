package org.improvedgan.evaluator.sampler;

import io.grpc.Status;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.improvedgan.evaluator.EvaluatorConfig.SamplerConfig;
import org.improvedgan.evaluator.sampler.SamplerException.Reason;

/**
 * How long to go on asking. A sampler that cannot be reached or is busy is waited for without end, because nothing is lost by
 * waiting; one that answers, but without the checkpoint, gets a limited time, so that one bad checkpoint does not hold
 * up all the others.
 */
final class Patience {

  private final SamplerConfig config;
  private final Predicate<String> published;
  private Duration nextPause;
  /** By the clock that nobody can set: an hour ahead must not make all checkpoints look hopeless. */
  private OptionalLong answersSince = OptionalLong.empty();
  private String sentence = "";

  /** @param published whether a checkpoint is still in the topic of checkpoints */
  Patience(SamplerConfig config, Predicate<String> published) {
    this.config = config;
    this.published = published;
    nextPause = config.firstPause();
  }

  /** Why the last call brought nothing. */
  String sentence() {
    return sentence;
  }

  /**
   * What to do after a failed call.
   *
   * @return how long to wait before the next one
   * @throws SamplerException if there should be none
   */
  Duration pauseAfter(Status status, String checkpoint) {
    String said = status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
    switch (status.getCode()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> throw new SamplerException(Reason.REFUSED,
          "The sampler refused checkpoint " + checkpoint + " (" + said + ").");
      case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, CANCELLED, UNIMPLEMENTED, UNAUTHENTICATED,
          PERMISSION_DENIED -> {
        answersSince = OptionalLong.empty();
        sentence = "Waiting for the sampler at " + config.target() + " (" + said + ").";
      }
      default -> {
        requireTimeLeft(status, checkpoint, said);
        sentence = status.getCode() == Status.Code.NOT_FOUND
            ? "Waiting for the sampler to take up checkpoint " + checkpoint + "."
            : "Asking the sampler again for checkpoint " + checkpoint + " (" + said + ").";
      }
    }
    Duration pause = nextPause;
    Duration doubled = nextPause.multipliedBy(2);
    nextPause = doubled.compareTo(config.longestPause()) < 0 ? doubled : config.longestPause();
    return pause;
  }

  private void requireTimeLeft(Status status, String checkpoint, String said) {
    long now = System.nanoTime();
    if (answersSince.isEmpty()) {
      answersSince = OptionalLong.of(now);
    }
    Duration waited = Duration.ofNanos(now - answersSince.getAsLong());
    if (status.getCode() == Status.Code.NOT_FOUND && waited.compareTo(config.prunedAfter()) >= 0
        && !published.test(checkpoint)) {
      throw new SamplerException(Reason.PRUNED, "Checkpoint " + checkpoint
          + " was pruned before it could be scored: keep more checkpoints, or start more evaluators.");
    }
    if (waited.compareTo(config.giveUpAfter()) >= 0) {
      throw new SamplerException(Reason.REFUSED, "The sampler did not give checkpoint " + checkpoint + " within "
          + config.giveUpAfter().toSeconds() + " s (" + said + "): its log says why.");
    }
  }
}
