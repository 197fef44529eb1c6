package org.improvedgan.evaluator.scoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.scoring.EvaluationProgress.Piece;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.FeatureAccumulator;
import org.improvedgan.metrics.InceptionScoreAccumulator;

/** Scores a dataset's own test images: the yardstick for what is generated. */
@ApplicationScoped
public class RealDataEvaluations {

  private static final Split SPLIT = Split.TEST;
  /** Images handed over at a time, so that progress shows. */
  private static final int PORTION = 1024;

  private final EvaluatorConfig config;
  private final Classifiers classifiers;
  private final DataLocation data;
  private final EvaluationProgress progress;

  public RealDataEvaluations(EvaluatorConfig config, Classifiers classifiers, EvaluationProgress progress) {
    this.config = config;
    this.classifiers = classifiers;
    this.progress = progress;
    // Downloading is the trainer's business: an evaluator scores checkpoints meanwhile.
    data = DataLocation.fromEnvironment().withDownload(false);
  }

  /**
   * Whether the images lie on this machine.
   *
   * @throws org.improvedgan.datasets.DataException if there is no such dataset
   */
  public boolean available(String dataset) {
    return Datasets.available(dataset, data);
  }

  /**
   * Loads the images.
   *
   * @throws org.improvedgan.datasets.DataException if they cannot be read
   * @throws org.improvedgan.inference.ModelException if there is no classifier for them
   * @throws InterruptedException when interrupted while the classifier is got ready
   */
  public Evaluation of(String dataset) throws InterruptedException {
    OnnxClassifier classifier = classifiers.forDataset(dataset);
    Images all = Datasets.load(dataset, SPLIT, data).images();
    Images images = all.count() <= config.samples() ? all : all.slice(0, config.samples());
    ScoreProtocol protocol = Protocols.stored(classifier, images.count(), config.splits());
    String split = SPLIT.name().toLowerCase(Locale.ROOT);
    String id = Protocols.evaluationId(dataset + "-" + split, protocol);
    return new Evaluation() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public EvaluationCompleted run() throws InterruptedException {
        return evaluate(dataset, split, images, classifier, protocol, id);
      }
    };
  }

  private EvaluationCompleted evaluate(String dataset, String split, Images images, OnnxClassifier classifier,
      ScoreProtocol protocol, String id) throws InterruptedException {
    try (Piece piece = progress.start(id, dataset, true, images.count())) {
      Instant start = Instant.now();
      InceptionScoreAccumulator accumulator =
          new InceptionScoreAccumulator(images.count(), config.splits(), classifier.classes());
      Optional<FeatureAccumulator> statistics = FeatureMessages.accumulator(classifier);
      ImageScorer scorer = new ImageScorer(classifier, images.count(), (logits, features) -> {
        accumulator.add(logits);
        statistics.ifPresent(all -> all.add(features));
      }, piece::scored);
      for (int from = 0; from < images.count(); from += PORTION) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        scorer.add(images.slice(from, Math.min(from + PORTION, images.count())));
      }
      return Results.of(id, protocol, accumulator.score(), statistics.map(FeatureAccumulator::statistics), start)
          .setDataset(EvaluatedDataset.newBuilder().setDataset(dataset).setSplit(split))
          .build();
    }
  }
}
