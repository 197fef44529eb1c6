package org.improvedgan.evaluator.scoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.improvedgan.evaluator.grid.Grids;
import org.improvedgan.evaluator.sampler.SampledImages;
import org.improvedgan.evaluator.sampler.SamplerClient;
import org.improvedgan.evaluator.scoring.EvaluationProgress.Piece;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.events.v1.SplitStatistics;
import org.improvedgan.images.Images;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.FeatureAccumulator;
import org.improvedgan.metrics.InceptionScoreStatistics;
import org.improvedgan.sampler.v1.SampleResponse;

/**
 * Counts one split of what a checkpoint generates. A split is classified from its own first image on, in batches of its
 * own, so its statistics are the same bits whoever counts it and in whatever order the splits are done.
 */
@ApplicationScoped
public class SplitEvaluations {

  private final Classifiers classifiers;
  private final SamplerClient sampler;
  private final Grids grids;
  private final EvaluationProgress progress;

  public SplitEvaluations(Classifiers classifiers, SamplerClient sampler, Grids grids, EvaluationProgress progress) {
    this.classifiers = classifiers;
    this.sampler = sampler;
    this.grids = grids;
    this.progress = progress;
  }

  /**
   * Samples the task's images and counts them.
   *
   * @throws InterruptedException when interrupted
   * @throws org.improvedgan.evaluator.sampler.SamplerException if the sampler will never give them
   * @throws ModelException if this instance has not the classifier that the task names
   * @throws IllegalArgumentException if images and classifier do not fit, or it gives values that are not finite
   */
  public EvaluationPart run(EvaluationTask task) throws InterruptedException {
    OnnxClassifier classifier = classifier(task);
    EvaluatedCheckpoint checkpoint = task.getCheckpoint();
    try (Piece piece = progress.start(task.getEvaluationId(), checkpoint.getCheckpointId(), false,
        task.getSampleCount())) {
      Intake intake = new Intake(task, classifier, piece);
      sampler.sample(checkpoint.getCheckpointId(), checkpoint.getGeneratorSha256(), task.getProtocol().getSeed(),
          task.getFirstSample(), (int) task.getSampleCount(), intake::accept, piece::waiting);
      return EvaluationPart.newBuilder()
          .setTask(task)
          .setStatistics(intake.message())
          .setStartedAt(Results.timestamp(intake.start))
          .setFinishedAt(Results.timestamp(Instant.now()))
          .build();
    }
  }

  private OnnxClassifier classifier(EvaluationTask task) throws InterruptedException {
    ScoreProtocol protocol = task.getProtocol();
    OnnxClassifier classifier = classifiers.forDataset(task.getCheckpoint().getDataset());
    if (!classifier.sha256().equals(protocol.getClassifierSha256())) {
      throw new ModelException("An evaluator has the classifier " + classifier.name() + " (SHA-256 "
          + classifier.sha256() + "), but the evaluation was planned for " + protocol.getClassifierName() + " ("
          + protocol.getClassifierSha256() + "): give all evaluators of the group " + task.getGroup()
          + " the same classifier.");
    }
    return classifier;
  }

  /** Takes the sampler's messages: the first images of the sample for the grid, all of them for the statistics. */
  private final class Intake {

    private final InceptionScoreStatistics statistics;
    private final Optional<FeatureAccumulator> features;
    private final ImageScorer scorer;
    private final Grids.Collector grid;
    private final boolean first;
    private Instant start;

    Intake(EvaluationTask task, OnnxClassifier classifier, Piece piece) {
      statistics = new InceptionScoreStatistics(classifier.classes());
      features = FeatureMessages.accumulator(classifier);
      scorer = new ImageScorer(classifier, (int) task.getSampleCount(), this::count, piece::scored);
      grid = grids.collector(task.getCheckpoint().getCheckpointId());
      first = task.getFirstSample() == 0;
    }

    void accept(SampleResponse message) {
      if (start == null) {
        start = Instant.now();
      }
      Images images = SampledImages.of(message);
      if (first) {
        grid.add(images);
      }
      scorer.add(images);
    }

    SplitStatistics message() {
      SplitStatistics.Builder message = SplitStatistics.newBuilder()
          .setRows(statistics.rows())
          .addAllProbabilitySums(DoubleStream.of(statistics.probabilitySums()).boxed().toList())
          .setNegativeEntropySum(statistics.negativeEntropySum());
      features.ifPresent(all -> message.setFeatures(FeatureMessages.of(all.statistics())));
      return message.build();
    }

    private void count(float[] logits, float[] row) {
      statistics.add(logits);
      features.ifPresent(all -> all.add(row));
    }
  }
}
