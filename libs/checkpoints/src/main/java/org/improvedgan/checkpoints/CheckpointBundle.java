package org.improvedgan.checkpoints;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;

/**
 * A checkpoint before it is published: what it is, and its files.
 *
 * @param manifest without a chunk location; its list of parts is made from {@code parts}
 * @param parts the files by name, in the order in which they are published; readers that want only the first ones stop
 *     early, so put the generator first and the training state last
 */
public record CheckpointBundle(CheckpointManifest manifest, Map<String, byte[]> parts) {
  public static final String GENERATOR = "generator.onnx";
  public static final String CLASSIFIER = "classifier.onnx";
  public static final String STATE = "state.bin";

  public CheckpointBundle {
    if (manifest.getCheckpointId().isBlank() || manifest.getRunId().isBlank() || manifest.getEpoch() < 1) {
      throw new IllegalArgumentException("A checkpoint needs an id, a run and an epoch from 1.");
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Checkpoint " + manifest.getCheckpointId() + " has no parts.");
    }
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    CheckpointManifest.Builder complete = manifest.toBuilder().clearParts().clearChunks();
    parts.forEach((name, bytes) -> complete.addParts(
        CheckpointPart.newBuilder().setName(name).setSizeBytes(bytes.length).setSha256(Sha256.of(bytes))));
    manifest = complete.build();
  }

  /** The id of a run's checkpoint after {@code epoch} epochs, e.g. {@code mnist-demo-20261122-190301-e0003}. */
  public static String id(String runId, int epoch) {
    return String.format("%s-e%04d", runId, epoch);
  }
}
