package org.improvedgan.evaluator.scoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.events.EventException;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.metrics.InceptionScore;

/**
 * Cuts the evaluation of a checkpoint into tasks, one for each split of the sample: a split is scored by its own p(y),
 * so it is the largest part that needs nothing of the others.
 */
@ApplicationScoped
public class EvaluationPlans {

  private final EvaluatorConfig config;
  private final Classifiers classifiers;

  public EvaluationPlans(EvaluatorConfig config, Classifiers classifiers) {
    this.config = config;
    this.classifiers = classifiers;
  }

  /**
   * The tasks of a checkpoint, in the order of their splits.
   *
   * @param partition where the manifest lies in {@code gan.checkpoints}
   * @param offset where it lies in that partition
   * @throws IllegalArgumentException if the manifest lacks what a score needs, or there are fewer images than splits
   * @throws org.improvedgan.inference.ModelException if there is no classifier for its dataset
   * @throws InterruptedException when interrupted while the classifier is got ready
   */
  public List<EvaluationTask> of(CheckpointManifest manifest, int partition, long offset)
      throws InterruptedException {
    EvaluatedCheckpoint checkpoint = checkpoint(manifest);
    int splits = config.splits();
    if (splits < 1 || config.samples() < splits) {
      throw new IllegalArgumentException("A score over " + splits + " splits of " + config.samples()
          + " images cannot be had: set evaluator.splits to at least 1 and evaluator.samples to at least as many.");
    }
    classifiers.require(manifest.getDataset(), manifest.getImageShape().getChannels());
    ScoreProtocol protocol = Protocols.generated(classifiers.forDataset(manifest.getDataset()), config.samples(),
        splits, config.seed());
    EvaluationTask plan = EvaluationTask.newBuilder()
        .setEvaluationId(Protocols.evaluationId(manifest.getCheckpointId(), protocol))
        .setGroup(config.group())
        .setCheckpoint(checkpoint)
        .setProtocol(protocol)
        .setAnnouncedPartition(partition)
        .setAnnouncedOffset(offset)
        .build();
    return IntStream.range(0, splits).mapToObj(split -> plan.toBuilder()
        .setSplit(split)
        .setFirstSample(start(protocol, split))
        .setSampleCount(start(protocol, split + 1) - start(protocol, split))
        .build()).toList();
  }

  /**
   * Makes sure that a task is one that {@link #of} could have made.
   *
   * @throws EventException where it is not
   */
  public static void check(EvaluationTask task) {
    ScoreProtocol protocol = task.getProtocol();
    boolean wellFormed = protocol.getSplits() >= 1
        && protocol.getSamples() >= protocol.getSplits()
        && protocol.getSamples() <= Integer.MAX_VALUE
        && task.getSplit() >= 0
        && task.getSplit() < protocol.getSplits()
        && task.getFirstSample() == start(protocol, task.getSplit())
        && task.getFirstSample() + task.getSampleCount() == start(protocol, task.getSplit() + 1);
    if (!wellFormed) {
      throw new EventException("Images " + task.getFirstSample() + " to "
          + (task.getFirstSample() + task.getSampleCount() - 1) + " are not split " + task.getSplit() + " of "
          + protocol.getSplits() + " of " + protocol.getSamples() + " images.");
    }
    String id = Protocols.evaluationId(task.getCheckpoint().getCheckpointId(), protocol);
    if (!id.equals(task.getEvaluationId())) {
      throw new EventException("A task names evaluation \"" + task.getEvaluationId() + "\", but its checkpoint and "
          + "protocol make \"" + id + "\".");
    }
  }

  private static long start(ScoreProtocol protocol, int split) {
    return InceptionScore.splitStart(protocol.getSamples(), protocol.getSplits(), split);
  }

  private static EvaluatedCheckpoint checkpoint(CheckpointManifest manifest) {
    String generator = manifest.getPartsList().stream()
        .filter(part -> part.getName().equals(CheckpointBundle.GENERATOR))
        .map(CheckpointPart::getSha256)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "Checkpoint " + manifest.getCheckpointId() + " has no " + CheckpointBundle.GENERATOR + "."));
    return EvaluatedCheckpoint.newBuilder()
        .setCheckpointId(manifest.getCheckpointId())
        .setRunId(manifest.getRunId())
        .setExperiment(manifest.getExperiment())
        .setDataset(manifest.getDataset())
        .setEpoch(manifest.getEpoch())
        .setIteration(manifest.getIteration())
        .setGeneratorSha256(generator)
        .build();
  }
}
