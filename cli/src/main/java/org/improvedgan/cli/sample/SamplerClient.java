package org.improvedgan.cli.sample;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.client.SamplerAccess;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** Asks a sampler for images over gRPC. */
final class SamplerClient implements AutoCloseable {

  private static final long DEADLINE_MINUTES = 5;

  private final String target;
  private final ManagedChannel channel;

  /**
   * @param target {@code HOST:PORT}
   * @throws UserError if a file of {@code access} is missing or unfit
   */
  SamplerClient(String target, SamplerAccess access) {
    this.target = target;
    try {
      this.channel = SamplerChannel.open(target, access);
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
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
      case UNAUTHENTICATED -> new UserError(said + " Name the file that holds it with --token-file.", e);
      case UNAVAILABLE -> unavailable(said, e);
      default -> new UserError("The sampler at " + target + " failed: " + said, e);
    };
  }

  private UserError unavailable(String said, StatusRuntimeException e) {
    if (e.getCause() == null) {
      return new UserError(said, e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return new UserError("The sampler at " + target + " does not agree on TLS (" + cause.getMessage()
            + "): see --tls, --ca, --cert and --key.", e);
      }
    }
    return new UserError("No sampler answers at " + target
        + ": start the system with `./gan up`, or name another sampler with --target HOST:PORT.", e);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
