package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.scoring.Evaluation;
import org.improvedgan.evaluator.scoring.RealDataEvaluations;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.jboss.logging.Logger;

/** Turns a dataset's name into what is to be written about its real images. */
@ApplicationScoped
public class RealDataScoring {

  private static final Logger LOG = Logger.getLogger(RealDataScoring.class);

  private final RealDataEvaluations realData;
  private final EvaluationLog evaluations;

  public RealDataScoring(RealDataEvaluations realData, EvaluationLog evaluations) {
    this.realData = realData;
    this.evaluations = evaluations;
  }

  /**
   * Scores a dataset's real images, unless that was done before.
   *
   * @throws InterruptedException when interrupted
   * @throws KafkaException when Kafka does not answer
   */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  Outcome score(String dataset) throws InterruptedException {
    try {
      Evaluation evaluation = realData.of(dataset);
      try (LogIds ids = LogIds.open().evaluation(evaluation.id())) {
        return score(evaluation);
      }
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("The real images could not be scored", e);
      return Outcome.skipped("The real images of " + dataset + " are not scored: " + Sentences.of(e));
    }
  }

  private Outcome score(Evaluation evaluation) throws InterruptedException {
    // Also what another instance published before this one took over the partition is known after this.
    evaluations.awaitCurrent();
    if (evaluations.contains(evaluation.id())) {
      return Outcome.nothing("repeated");
    }
    var completed = evaluation.run();
    Sentences.logScore(LOG, completed);
    return Outcome.done("evaluated", List.of(EventType.EVALUATION_COMPLETED.record(Sentences.SOURCE, completed)));
  }
}
