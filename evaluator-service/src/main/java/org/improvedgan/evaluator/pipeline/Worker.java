package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationBoard;
import org.improvedgan.evaluator.sampler.SamplerException;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.evaluator.scoring.Results;
import org.improvedgan.evaluator.scoring.SplitEvaluations;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.v1.EvaluationFailure;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.jboss.logging.Logger;

/**
 * Second step: turns a task into a part, the statistics of its split. A task that can never be done becomes a part,
 * too, which says why: so the evaluation ends instead of waiting for it.
 */
@ApplicationScoped
public class Worker {

  private static final Logger LOG = Logger.getLogger(Worker.class);

  private final EvaluatorConfig config;
  private final EvaluationBoard board;
  private final SplitEvaluations splits;

  public Worker(EvaluatorConfig config, EvaluationBoard board, SplitEvaluations splits) {
    this.config = config;
    this.board = board;
    this.splits = splits;
  }

  /**
   * Does the task in a record. Whatever is wrong with it is an outcome, so that the next one gets its turn.
   *
   * @throws InterruptedException when interrupted
   */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  Outcome work(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    EvaluationTask task;
    try {
      task = EventType.EVALUATION_PLANNED.parse(record.value());
      EvaluationPlans.check(task);
    } catch (EventException e) {
      return Outcome.deadLettered(List.of(DeadLetters.of(record, config.group(), e.getMessage())),
          "A task is set aside: " + e.getMessage());
    }
    if (!task.getGroup().equals(config.group())) {
      return Outcome.nothing("passed-over");
    }
    if (board.settled(task)) {
      return Outcome.nothing("repeated");
    }
    try (LogIds ids = Sentences.ids(task)) {
      return score(task);
    }
  }

  private Outcome score(EvaluationTask task) throws InterruptedException {
    Instant start = Instant.now();
    try {
      return part("scored", splits.run(task));
    } catch (RuntimeException e) {
      LOG.debug("A split could not be scored", e);
      boolean pruned = e instanceof SamplerException refusal && refusal.reason() == SamplerException.Reason.PRUNED;
      return part("failed", EvaluationPart.newBuilder()
          .setTask(task)
          .setFailure(EvaluationFailure.newBuilder().setReason(Sentences.of(e)).setPruned(pruned))
          .setStartedAt(Results.timestamp(start))
          .setFinishedAt(Results.timestamp(Instant.now()))
          .build());
    }
  }

  private static Outcome part(String kind, EvaluationPart part) {
    return Outcome.done(kind, List.of(EventType.EVALUATION_PART.record(Sentences.SOURCE, part)));
  }
}
