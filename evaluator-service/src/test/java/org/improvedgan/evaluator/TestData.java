package org.improvedgan.evaluator;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.FeatureAccumulator;
import org.improvedgan.metrics.FeatureStatistics;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreStatistics;

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

  /** The score by the protocol, computed here and directly: each split is classified and counted by itself. */
  public static InceptionScore score(OnnxClassifier classifier, String checkpoint, long seed, int samples,
      int splits) {
    Images images = FakeSampler.images(checkpoint, seed, samples);
    return InceptionScore.ofSplits(IntStream.range(0, splits)
        .mapToObj(split -> statistics(classifier, images.slice(start(samples, splits, split),
            start(samples, splits, split + 1))))
        .toList());
  }

  public static InceptionScoreStatistics statistics(OnnxClassifier classifier, Images images) {
    InceptionScoreStatistics statistics = new InceptionScoreStatistics(classifier.classes());
    for (float[] row : classifier.logits(images)) {
      statistics.add(row);
    }
    return statistics;
  }

  /** The features of the same splits, merged in order. */
  public static FeatureStatistics features(OnnxClassifier classifier, String checkpoint, long seed, int samples,
      int splits) {
    Images images = FakeSampler.images(checkpoint, seed, samples);
    return IntStream.range(0, splits).mapToObj(split -> {
      Images slice = images.slice(start(samples, splits, split), start(samples, splits, split + 1));
      FeatureAccumulator features = new FeatureAccumulator(classifier.manifest().features().orElseThrow().width());
      for (float[] row : classifier.features(slice)) {
        features.add(row);
      }
      return features.statistics();
    }).reduce(FeatureStatistics::merge).orElseThrow();
  }

  private static int start(int samples, int splits, int split) {
    return (int) InceptionScore.splitStart(samples, splits, split);
  }
}
