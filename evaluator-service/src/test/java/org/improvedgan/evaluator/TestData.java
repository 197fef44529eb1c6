package org.improvedgan.evaluator;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;

/** Checkpoints as a trainer would announce them. */
public final class TestData {

  private TestData() {
  }

  public static CheckpointManifest manifest(String run, int epoch) {
    String id = run + "-e000" + epoch;
    return CheckpointManifest.newBuilder()
        .setCheckpointId(id)
        .setRunId(run)
        .setExperiment("mnist-demo")
        .setEpoch(epoch)
        .setIteration(epoch * 600L)
        .setDataset("drawn-digits")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(100))
        .addParts(CheckpointPart.newBuilder().setName("generator.onnx").setSizeBytes(4).setSha256(generatorSha256(id)))
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000L + epoch))
        .build();
  }

  public static String generatorSha256(String checkpoint) {
    return sha256(checkpoint.getBytes(StandardCharsets.UTF_8));
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
