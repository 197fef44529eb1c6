package org.improvedgan.evaluator.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;

/**
 * One evaluation as JSON. What does not apply to the kind of subject is absent.
 *
 * @param subject "checkpoint" or "dataset"
 * @param split of a dataset: "test"
 * @param best whether no checkpoint of the same dataset under the same protocol has a higher mean
 */
@JsonInclude(Include.NON_NULL)
public record EvaluationView(String evaluationId, String subject, String checkpointId, String runId, String experiment,
    String dataset, String split, Integer epoch, Long iteration, String generatorSha256, Score inceptionScore,
    Protocol protocol, Instant completedAt, double durationSeconds, boolean best) {

  /** Mean and population standard deviation over the splits. */
  public record Score(double mean, double standardDeviation, List<Double> splitScores) {
  }

  /** Scores may be compared only where all of this is equal. */
  public record Protocol(String classifierName, String classifierSha256, int classes, long samples, int splits,
      String order, String seed, String quantisation) {
  }

  static EvaluationView of(EvaluationCompleted evaluation, boolean best) {
    var protocol = evaluation.getProtocol();
    var score = evaluation.getInceptionScore();
    boolean generated = evaluation.hasCheckpoint();
    EvaluatedCheckpoint checkpoint = evaluation.getCheckpoint();
    return new EvaluationView(
        evaluation.getEvaluationId(),
        generated ? "checkpoint" : "dataset",
        generated ? checkpoint.getCheckpointId() : null,
        generated ? checkpoint.getRunId() : null,
        generated ? checkpoint.getExperiment() : null,
        generated ? checkpoint.getDataset() : evaluation.getDataset().getDataset(),
        generated ? null : evaluation.getDataset().getSplit(),
        generated ? checkpoint.getEpoch() : null,
        generated ? checkpoint.getIteration() : null,
        generated ? checkpoint.getGeneratorSha256() : null,
        new Score(score.getMean(), score.getStandardDeviation(), score.getSplitScoresList()),
        new Protocol(protocol.getClassifierName(), protocol.getClassifierSha256(), protocol.getClasses(),
            protocol.getSamples(), protocol.getSplits(), protocol.getOrder(),
            // As text: JSON numbers of JavaScript hold only 53 bits.
            Long.toUnsignedString(protocol.getSeed()), protocol.getQuantisation()),
        Instant.ofEpochSecond(evaluation.getCompletedAt().getSeconds(), evaluation.getCompletedAt().getNanos()),
        evaluation.getDurationSeconds(),
        best);
  }
}
