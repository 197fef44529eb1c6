package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.sampler.SamplerException;
import org.improvedgan.evaluator.scoring.CheckpointEvaluations;
import org.improvedgan.evaluator.scoring.Evaluation;
import org.improvedgan.evaluator.scoring.RealDataEvaluations;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.jboss.logging.Logger;

/** Turns a record of {@code gan.checkpoints}, or a dataset's name, into what is to be written about it. */
@ApplicationScoped
class Evaluator {

  private static final Logger LOG = Logger.getLogger(Evaluator.class);
  private static final String SOURCE = "/evaluator-service";

  private final EvaluatorConfig config;
  private final CheckpointEvaluations checkpoints;
  private final RealDataEvaluations realData;
  private final EvaluationLog evaluations;

  Evaluator(EvaluatorConfig config, CheckpointEvaluations checkpoints, RealDataEvaluations realData,
      EvaluationLog evaluations) {
    this.config = config;
    this.checkpoints = checkpoints;
    this.realData = realData;
    this.evaluations = evaluations;
  }

  /**
   * Scores the checkpoint in a record. Whatever is wrong with it is an outcome, so that the next one gets its turn.
   *
   * @throws InterruptedException when interrupted
   * @throws KafkaException when Kafka does not answer
   */
  Outcome checkpoint(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    if (record.value() == null) {
      return Outcome.nothing();
    }
    try {
      CheckpointManifest manifest = EventType.CHECKPOINT_PUBLISHED.parse(record.value());
      if (manifest.getCheckpointId().isBlank() || !manifest.getCheckpointId().equals(record.key())) {
        throw new EventException("A manifest names checkpoint \"" + manifest.getCheckpointId()
            + "\" but its key is \"" + record.key() + "\".");
      }
      return once(checkpoints.of(manifest));
    } catch (SamplerException e) {
      return e.reason() == SamplerException.Reason.PRUNED ? Outcome.skipped(e.getMessage()) : setAside(record, e);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      return setAside(record, e);
    }
  }

  /** Scores a dataset's real images; as {@link #checkpoint}. */
  Outcome realData(String dataset) throws InterruptedException {
    try {
      return once(realData.of(dataset));
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("The real images could not be scored", e);
      return Outcome.skipped("The real images of " + dataset + " are not scored: " + sentence(e));
    }
  }

  private Outcome once(Evaluation evaluation) throws InterruptedException {
    // Also what another instance published before this one took over the partition is known after this.
    evaluations.awaitCurrent();
    if (evaluations.contains(evaluation.id())) {
      return Outcome.repeated();
    }
    EvaluationCompleted completed = evaluation.run();
    LOG.infof("%s: Inception score %.3f ± %.3f (%d images in %.1f s)", evaluation.id(),
        completed.getInceptionScore().getMean(), completed.getInceptionScore().getStandardDeviation(),
        completed.getProtocol().getSamples(), completed.getDurationSeconds());
    return Outcome.evaluated(EventType.EVALUATION_COMPLETED.record(SOURCE, completed));
  }

  private Outcome setAside(ConsumerRecord<String, byte[]> record, RuntimeException failure) {
    LOG.debug("A checkpoint could not be scored", failure);
    String reason = sentence(failure);
    return Outcome.deadLettered(DeadLetters.of(record, config.group(), reason),
        "Checkpoint " + record.key() + " is set aside: " + reason);
  }

  private static String sentence(RuntimeException failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
