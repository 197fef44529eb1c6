package org.improvedgan.sampler.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.sampler.serving.GeneratorPart;
import org.improvedgan.sampler.serving.Lease;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleResponse;

/** Turns images and manifests into the messages of the gRPC service. */
final class Messages {

  /** Each stream holds a few messages; a client refuses those of more than 4 MiB unless told otherwise. */
  private static final int MAX_BYTES = 1 << 18;
  private static final int MAX_IMAGES = 256;

  private Messages() {
  }

  /** Images of one message: 256, fewer where they would take more than 256 KiB, at least 1. */
  static int imagesPerMessage(CheckpointManifest manifest, ImageFormat format) {
    var shape = manifest.getImageShape();
    long bytes = (long) shape.getHeight() * shape.getWidth() * shape.getChannels()
        * (format == ImageFormat.FLOAT32 ? Float.BYTES : 1);
    return (int) Math.max(1, Math.min(MAX_IMAGES, MAX_BYTES / bytes));
  }

  static SampleResponse response(Lease lease, long firstIndex, Images images, ImageFormat format) {
    ImageShape shape = images.shape();
    SampleResponse.Builder response = SampleResponse.newBuilder()
        .setCheckpointId(lease.manifest().getCheckpointId())
        .setGeneratorSha256(lease.generatorSha256())
        .setFirstIndex(firstIndex)
        .setCount(images.count())
        .setHeight(shape.height())
        .setWidth(shape.width())
        .setChannels(shape.channels());
    switch (format) {
      case FLOAT32 -> response.setPixels(float32(images.pixels()));
      case PNG -> {
        for (int i = 0; i < images.count(); i++) {
          response.addPng(UnsafeByteOperations.unsafeWrap(Png.encode(shape, images.image(i))));
        }
      }
      // The array belongs to this message alone.
      default -> response.setPixels(UnsafeByteOperations.unsafeWrap(images.pixels()));
    }
    return response.build();
  }

  private static ByteString float32(byte[] pixels) {
    ByteBuffer floats = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (byte pixel : pixels) {
      floats.putFloat((pixel & 0xFF) / 255f);
    }
    return UnsafeByteOperations.unsafeWrap(floats.array());
  }

  static Checkpoint checkpoint(CheckpointManifest manifest, boolean loaded, Map<String, Double> metrics) {
    return Checkpoint.newBuilder()
        .setCheckpointId(manifest.getCheckpointId())
        .setRunId(manifest.getRunId())
        .setExperiment(manifest.getExperiment())
        .setDataset(manifest.getDataset())
        .setEpoch(manifest.getEpoch())
        .setIteration(manifest.getIteration())
        .setGeneratorSha256(GeneratorPart.sha256(manifest))
        .setHeight(manifest.getImageShape().getHeight())
        .setWidth(manifest.getImageShape().getWidth())
        .setChannels(manifest.getImageShape().getChannels())
        .setCreatedAt(manifest.getCreatedAt())
        .setLoaded(loaded)
        .setLatent(latent(manifest.getLatent().getKind()))
        .setLatentSize(manifest.getLatent().getSize())
        .setClasses(manifest.getClasses())
        .putAllMetrics(metrics)
        .build();
  }

  private static String latent(LatentDistribution.Kind kind) {
    return switch (kind) {
      case UNIFORM_0_1, UNIFORM_MINUS_1_1, NORMAL -> kind.name();
      case KIND_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }
}
