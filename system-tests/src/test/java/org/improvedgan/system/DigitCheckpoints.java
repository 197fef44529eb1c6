package org.improvedgan.system;

import com.google.protobuf.Timestamp;
import java.util.Map;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.inference.TestModels;

/** Checkpoints of drawn digits, published without a trainer. */
final class DigitCheckpoints {

  private DigitCheckpoints() {
  }

  /** Publishes a checkpoint whose generator is {@code TestModels.generator(generatorSeed)}. */
  static void publish(String bootstrapServers, String run, int epoch, long generatorSeed) {
    publish(bootstrapServers, run, epoch, TestModels.generator(generatorSeed));
  }

  /** Publishes a checkpoint with this generator, an ONNX file. */
  static void publish(String bootstrapServers, String run, int epoch, byte[] generator) {
    try (CheckpointPublisher publisher = new CheckpointPublisher(
        Map.of("bootstrap.servers", bootstrapServers), run, 10)) {
      publisher.publish(new CheckpointBundle(CheckpointManifest.newBuilder()
          .setCheckpointId(CheckpointBundle.id(run, epoch))
          .setRunId(run)
          .setExperiment("mnist-demo")
          .setEpoch(epoch)
          .setIteration(epoch)
          .setDataset("drawn-digits")
          .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
          .setLatent(LatentDistribution.newBuilder()
              .setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(TestModels.LATENT))
          .setCreatedAt(Timestamp.newBuilder().setSeconds(1_800_000_000L + epoch))
          .build(), Map.of(CheckpointBundle.GENERATOR, generator)));
    }
  }
}
