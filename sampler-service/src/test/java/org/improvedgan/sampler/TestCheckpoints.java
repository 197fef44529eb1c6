package org.improvedgan.sampler;

import com.google.protobuf.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.inference.TestModels;

/** Publishes checkpoints as a trainer does. */
public final class TestCheckpoints implements AutoCloseable {

  private final CheckpointPublisher publisher;
  private final String run;

  /** A run that keeps its last {@code keepLast} checkpoints. */
  public TestCheckpoints(String bootstrapServers, String run, int keepLast) {
    this.publisher = new CheckpointPublisher(Map.of("bootstrap.servers", bootstrapServers), run, keepLast);
    this.run = run;
  }

  /** Publishes a generator of digits, other ones for each epoch, and returns its id. */
  public String publish(int epoch) {
    return publish(epoch, TestModels.generator(epoch, TestModels.LATENT, TestModels.DIGIT, 64));
  }

  /** Publishes these bytes as the generator. */
  public String publish(int epoch, byte[] generator) {
    return publish(manifest(run, epoch), generator);
  }

  /** Publishes these bytes as the generator that the manifest describes. */
  public String publish(CheckpointManifest manifest, byte[] generator) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(CheckpointBundle.GENERATOR, generator);
    parts.put(CheckpointBundle.STATE, new byte[1_500_000]);
    return publisher.publish(new CheckpointBundle(manifest, parts)).getCheckpointId();
  }

  /** What describes a generator of digits, without its parts. */
  public static CheckpointManifest manifest(String run, int epoch) {
    return CheckpointManifest.newBuilder()
        .setCheckpointId(CheckpointBundle.id(run, epoch))
        .setRunId(run)
        .setExperiment("test-experiment")
        .setEpoch(epoch)
        .setIteration(600L * epoch)
        .setDataset("mnist")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder()
            .setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(TestModels.LATENT))
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_800_000_000L + epoch))
        .build();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
