package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationBoard;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationTask;
import org.jboss.logging.Logger;

/** First step: turns a record of {@code gan.checkpoints} into the tasks of its evaluation. */
@ApplicationScoped
public class Planner {

  private static final Logger LOG = Logger.getLogger(Planner.class);

  private final EvaluatorConfig config;
  private final EvaluationPlans plans;
  private final EvaluationLog evaluations;
  private final EvaluationBoard board;

  public Planner(EvaluatorConfig config, EvaluationPlans plans, EvaluationLog evaluations, EvaluationBoard board) {
    this.config = config;
    this.plans = plans;
    this.evaluations = evaluations;
    this.board = board;
  }

  /**
   * Plans the checkpoint in a record. Whatever is wrong with it is an outcome, so that the next one gets its turn.
   *
   * @param partitions of the tasks' topic; the splits of an evaluation go to one after the other
   * @throws InterruptedException when interrupted
   * @throws KafkaException when Kafka does not answer
   */
  Outcome plan(ConsumerRecord<String, byte[]> record, int partitions) throws InterruptedException {
    if (record.value() == null) {
      return Outcome.nothing("tombstone");
    }
    try (LogIds ids = LogIds.open().checkpoint(record.key())) {
      return plan(record, partitions, ids);
    }
  }

  private Outcome plan(ConsumerRecord<String, byte[]> record, int partitions, LogIds ids) throws InterruptedException {
    try {
      CheckpointManifest manifest = EventType.CHECKPOINT_PUBLISHED.parse(record.value());
      if (manifest.getCheckpointId().isBlank() || !manifest.getCheckpointId().equals(record.key())) {
        throw new EventException("A manifest names checkpoint \"" + manifest.getCheckpointId()
            + "\" but its key is \"" + record.key() + "\".");
      }
      ids.run(manifest.getRunId());
      List<EvaluationTask> tasks = plans.of(manifest, record.partition(), record.offset());
      evaluations.awaitCurrent();
      board.awaitCurrent();
      if (evaluations.contains(tasks.get(0).getEvaluationId()) || board.underWay(tasks.get(0))) {
        return Outcome.nothing("repeated");
      }
      return Outcome.done("planned", tasks.stream().map(task -> event(task, partitions)).toList());
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("A checkpoint could not be planned", e);
      return Outcome.deadLettered(List.of(DeadLetters.of(record, config.group(), Sentences.of(e))),
          "Checkpoint " + record.key() + " is set aside: " + Sentences.of(e));
    }
  }

  private static ProducerRecord<String, byte[]> event(EvaluationTask task, int partitions) {
    // Small evaluations begin at different partitions, too.
    int first = Math.floorMod(task.getEvaluationId().hashCode(), partitions);
    return EventType.EVALUATION_PLANNED.record(Sentences.SOURCE, (first + task.getSplit()) % partitions, task);
  }
}
