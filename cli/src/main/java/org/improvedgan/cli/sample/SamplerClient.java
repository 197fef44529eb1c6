package org.improvedgan.cli.sample;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** Asks a sampler for images over gRPC, without TLS. */
final class SamplerClient implements AutoCloseable {

  private static final long DEADLINE_MINUTES = 5;

  private final String target;
  private final ManagedChannel channel;

  /** @param target {@code HOST:PORT} */
  SamplerClient(String target) {
    this.target = target;
    this.channel = ManagedChannelBuilder.forTarget(target).usePlaintext().build();
  }

  /**
   * Images of one checkpoint.
   *
   * @param checkpointId the checkpoint they come from
   * @param generatorSha256 of its generator
   * @param images in the order of their index
   */
  record Sampled(String checkpointId, String generatorSha256, Images images) {
  }

  /**
   * The first {@code count} images of a seed's sequence.
   *
   * @param checkpoint id, or {@code latest}
   * @throws UserError if nobody answers, or the sampler refuses
   */
  Sampled sample(String checkpoint, int count, long seed) {
    SampleRequest request = SampleRequest.newBuilder().setCheckpoint(checkpoint).setCount(count).setSeed(seed)
        .setFormat(ImageFormat.UINT8).build();
    List<Images> batches = new ArrayList<>();
    SampleResponse last = null;
    try {
      Iterator<SampleResponse> responses =
          SamplerGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES).sample(request);
      while (responses.hasNext()) {
        last = responses.next();
        ImageShape shape = new ImageShape(last.getHeight(), last.getWidth(), last.getChannels());
        batches.add(new Images(shape, last.getCount(), last.getPixels().toByteArray()));
      }
    } catch (StatusRuntimeException e) {
      throw explain(e);
    }
    if (last == null) {
      throw new UserError("The sampler at " + target + " sent no images: see its log.");
    }
    return new Sampled(last.getCheckpointId(), last.getGeneratorSha256(), Images.concat(batches));
  }

  private UserError explain(StatusRuntimeException e) {
    Status status = e.getStatus();
    String said = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
    return switch (status.getCode()) {
      case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> new UserError(said, e);
      case UNAVAILABLE -> new UserError(e.getCause() == null ? said : "No sampler answers at " + target
          + ": start the system with `./gan up`, or name another sampler with --target HOST:PORT.", e);
      default -> new UserError("The sampler at " + target + " failed: " + said, e);
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
