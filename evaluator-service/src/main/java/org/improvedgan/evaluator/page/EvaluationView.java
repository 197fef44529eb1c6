package org.improvedgan.evaluator.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;

/**
 * One evaluation as JSON. What does not apply to the kind of subject is absent.
 *
 * @param subject "checkpoint" or "dataset"
 * @param split of a dataset: "test"
 * @param fid from the images to the real test images, where it is known
 * @param human what people said about the checkpoint, if they did
 * @param best whether no checkpoint of the same dataset under the same protocol has a higher mean
 */
@JsonInclude(Include.NON_NULL)
public record EvaluationView(String evaluationId, String subject, String checkpointId, String runId, String experiment,
    String dataset, String split, Integer epoch, Long iteration, String generatorSha256, Score inceptionScore,
    Fid fid, Human human, Protocol protocol, Instant completedAt, double durationSeconds, boolean best) {

  /** Mean and population standard deviation over the splits. */
  public record Score(double mean, double standardDeviation, List<Double> splitScores) {
  }

  /** The Fréchet distance to the real images of another evaluation. */
  public record Fid(double value, String referenceId, long referenceSamples) {
  }

  /** Of all studies together: wrong answers / all answers. */
  public record Human(double errorRate, long judgements, int raters, int studies) {
  }

  /**
   * Scores may be compared only where all of this is equal.
   *
   * @param ddof of the deviation over the splits: it is divided by their number less this
   * @param logitsBias whether the logits include the last layer's bias; absent where that is not known
   */
  @JsonInclude(Include.NON_NULL)
  public record Protocol(String classifierName, String classifierSha256, Boolean logitsBias, int classes, long samples,
      int splits, int ddof, String order, String seed, String quantisation) {

    static Protocol of(ScoreProtocol protocol) {
      return new Protocol(protocol.getClassifierName(), protocol.getClassifierSha256(),
          protocol.hasLogitsBias() ? protocol.getLogitsBias() : null, protocol.getClasses(), protocol.getSamples(),
          protocol.getSplits(), 0, protocol.getOrder(),
          // As text: JSON numbers of JavaScript hold only 53 bits.
          Long.toUnsignedString(protocol.getSeed()), protocol.getQuantisation());
    }
  }

  /** Whether the subject is a checkpoint, and not a dataset. */
  boolean generated() {
    return checkpointId != null;
  }

  static EvaluationView of(EvaluationCompleted evaluation, boolean best, Optional<HumanBoard.Verdict> human) {
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
        evaluation.hasFid() ? new Fid(evaluation.getFid().getValue(), evaluation.getFid().getReferenceId(),
            evaluation.getFid().getReferenceSamples()) : null,
        human.map(verdict -> new Human(verdict.errorRate(), verdict.judgements(), verdict.raters(),
            verdict.studies())).orElse(null),
        Protocol.of(evaluation.getProtocol()),
        Instant.ofEpochSecond(evaluation.getCompletedAt().getSeconds(), evaluation.getCompletedAt().getNanos()),
        evaluation.getDurationSeconds(),
        best);
  }
}
