package org.improvedgan.trainer;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.gan.Snapshot;

/** Makes what is published out of what the training library hands out. */
final class Bundles {
  private static final String REVISION = GitRevision.get();

  private Bundles() {
  }

  static CheckpointBundle of(String runId, Snapshot snapshot) {
    CheckpointManifest manifest = CheckpointManifest.newBuilder()
        .setCheckpointId(CheckpointBundle.id(runId, snapshot.epoch()))
        .setRunId(runId)
        .setExperiment(snapshot.experiment())
        .putAllSettings(snapshot.settings())
        .setEpoch(snapshot.epoch())
        .setIteration(snapshot.iteration())
        .setDataset(snapshot.dataset())
        .setImageShape(ImageShape.newBuilder()
            .setHeight(snapshot.imageShape().height())
            .setWidth(snapshot.imageShape().width())
            .setChannels(snapshot.imageShape().channels()))
        .setLatent(LatentDistribution.newBuilder()
            .setKind(LatentDistribution.Kind.UNIFORM_0_1)
            .setSize(snapshot.latentSize()))
        .setGitRevision(REVISION)
        .putAllMetrics(snapshot.metrics())
        .setCreatedAt(timestamp(Instant.now()))
        .build();
    return new CheckpointBundle(manifest, stateLast(snapshot.parts()));
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }

  /** The state is by far the largest part and only trainers read it: readers of the others stop before it. */
  private static Map<String, byte[]> stateLast(Map<String, byte[]> parts) {
    Map<String, byte[]> ordered = new LinkedHashMap<>(parts);
    byte[] state = ordered.remove(CheckpointBundle.STATE);
    ordered.put(CheckpointBundle.STATE, state);
    return ordered;
  }
}
