package org.improvedgan.evaluator.scoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.grid.Grids;
import org.improvedgan.evaluator.sampler.SampledImages;
import org.improvedgan.evaluator.sampler.SamplerClient;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.sampler.v1.SampleResponse;

/** Scores what a checkpoint generates. */
@ApplicationScoped
public class CheckpointEvaluations {

  private final EvaluatorConfig config;
  private final Classifiers classifiers;
  private final SamplerClient sampler;
  private final Grids grids;
  private final EvaluationProgress progress;

  CheckpointEvaluations(EvaluatorConfig config, Classifiers classifiers, SamplerClient sampler, Grids grids,
      EvaluationProgress progress) {
    this.config = config;
    this.classifiers = classifiers;
    this.sampler = sampler;
    this.grids = grids;
    this.progress = progress;
  }

  /**
   * @throws IllegalArgumentException if the manifest lacks what a score needs
   * @throws org.improvedgan.inference.ModelException if there is no classifier for its dataset
   */
  public Evaluation of(CheckpointManifest manifest) {
    String generator = manifest.getPartsList().stream()
        .filter(part -> part.getName().equals(CheckpointBundle.GENERATOR))
        .map(CheckpointPart::getSha256)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "Checkpoint " + manifest.getCheckpointId() + " has no " + CheckpointBundle.GENERATOR + "."));
    OnnxClassifier classifier = classifiers.forDataset(manifest.getDataset());
    ScoreProtocol protocol = Protocols.generated(classifier, config.samples(), config.splits(), config.seed());
    String id = Protocols.evaluationId(manifest.getCheckpointId(), protocol);
    return new Evaluation() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public EvaluationCompleted run() throws InterruptedException {
        return evaluate(manifest, generator, classifier, protocol, id);
      }
    };
  }

  private EvaluationCompleted evaluate(CheckpointManifest manifest, String generator, OnnxClassifier classifier,
      ScoreProtocol protocol, String id) throws InterruptedException {
    String checkpoint = manifest.getCheckpointId();
    progress.start(checkpoint, false, config.samples());
    try {
      Intake intake = new Intake(checkpoint, classifier);
      sampler.sample(checkpoint, generator, config.seed(), config.samples(), intake::accept, progress::waiting);
      return Results.of(id, protocol, intake.scorer.score(), intake.start)
          .setCheckpoint(EvaluatedCheckpoint.newBuilder()
              .setCheckpointId(checkpoint)
              .setRunId(manifest.getRunId())
              .setExperiment(manifest.getExperiment())
              .setDataset(manifest.getDataset())
              .setEpoch(manifest.getEpoch())
              .setIteration(manifest.getIteration())
              .setGeneratorSha256(generator))
          .build();
    } finally {
      progress.finish();
    }
  }

  /** Takes the sampler's messages: the first images for the grid, all of them for the score. */
  private final class Intake {

    private final ImageScorer scorer;
    private final Grids.Collector grid;
    private Instant start;

    Intake(String checkpoint, OnnxClassifier classifier) {
      scorer = new ImageScorer(classifier, config.samples(), config.splits(), progress::scored);
      grid = grids.collector(checkpoint);
    }

    void accept(SampleResponse message) {
      if (start == null) {
        start = Instant.now();
      }
      Images images = SampledImages.of(message);
      grid.add(images);
      scorer.add(images);
    }
  }
}
