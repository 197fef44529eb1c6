package org.improvedgan.humaneval.source;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.sampler.v1.SamplerGrpc.SamplerBlockingStub;
import org.jboss.logging.Logger;

/** Generated images, from the sampler by gRPC. */
@ApplicationScoped
public class Generator {
  private static final Logger LOG = Logger.getLogger(Generator.class);
  private static final String LATEST = "latest";

  private final HumanEvalConfig config;
  private final ManagedChannel channel;

  Generator(HumanEvalConfig config) {
    this.config = config;
    this.channel = SamplerChannel.builder(config.sampler(), config.samplerAccess()).build();
  }

  @PreDestroy
  void close() {
    channel.shutdownNow();
  }

  /**
   * The checkpoint that this name stands for now.
   *
   * @param checkpoint an id, {@code latest} or {@code best}
   * @param run narrows the last two to one run; null: all runs
   * @throws Refusal {@link Reason#NO_CHECKPOINT} before there is one, {@link Reason#UNAVAILABLE} without the sampler
   */
  public SampledCheckpoint resolve(String checkpoint, String run) {
    try {
      return resolved(checkpoint, run);
    } catch (StatusRuntimeException e) {
      throw unavailable(e);
    }
  }

  /**
   * {@code count} images of the checkpoint that this name stands for, which is resolved once.
   *
   * @throws Refusal {@link Reason#NO_CHECKPOINT} before there is one, {@link Reason#UNAVAILABLE} without the sampler
   */
  public GeneratedImages draw(String checkpoint, String run, long seed, int count) {
    try {
      try {
        return sample(resolved(checkpoint, run), seed, count);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
          throw e;
        }
        // Pruned between the two calls; there is a newer one.
        return sample(resolved(checkpoint, run), seed, count);
      }
    } catch (StatusRuntimeException e) {
      throw unavailable(e);
    }
  }

  private Refusal unavailable(StatusRuntimeException e) {
    LOG.warnf("The sampler at %s: %s", config.sampler(), e.getStatus());
    return new Refusal(Reason.UNAVAILABLE,
        "The sampler does not give images at the moment; the page tries again by itself.", e);
  }

  private SampledCheckpoint resolved(String name, String run) {
    var request = ListCheckpointsRequest.newBuilder();
    if (run != null) {
      request.setRunId(run);
    }
    List<Checkpoint> checkpoints = stub().listCheckpoints(request.build()).getCheckpointsList();
    if (checkpoints.isEmpty()) {
      throw new Refusal(Reason.NO_CHECKPOINT,
          "There is nothing to judge yet: the first images come by themselves when training has made a checkpoint.");
    }
    var checkpoint = name.equals(LATEST)
        ? checkpoints.get(checkpoints.size() - 1)
        : checkpoints.stream().filter(c -> c.getCheckpointId().equals(name)).findFirst()
            .orElseThrow(() -> new Refusal(Reason.NO_CHECKPOINT,
                "The checkpoint " + name + " of this study is not there yet, or was pruned."));
    return new SampledCheckpoint(checkpoint.getCheckpointId(), checkpoint.getRunId(), checkpoint.getEpoch(),
        checkpoint.getDataset());
  }

  private GeneratedImages sample(SampledCheckpoint checkpoint, long seed, int count) {
    var request = SampleRequest.newBuilder()
        .setCheckpoint(checkpoint.checkpointId()).setSeed(seed).setCount(count).setFormat(ImageFormat.UINT8).build();
    List<Images> batches = new ArrayList<>();
    var sha256 = "";
    for (Iterator<SampleResponse> responses = stub().sample(request); responses.hasNext();) {
      var response = responses.next();
      var shape = new ImageShape(response.getHeight(), response.getWidth(), response.getChannels());
      batches.add(new Images(shape, response.getCount(), response.getPixels().toByteArray()));
      sha256 = response.getGeneratorSha256();
    }
    if (batches.stream().mapToInt(Images::count).sum() != count) {
      throw Status.DATA_LOSS.withDescription("The sampler sent not exactly " + count + " images of "
          + checkpoint.checkpointId() + ".").asRuntimeException();
    }
    return new GeneratedImages(checkpoint, sha256, seed, Images.concat(batches));
  }

  private SamplerBlockingStub stub() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // Otherwise a sampler that comes back would be noticed up to two minutes later.
      channel.resetConnectBackoff();
    }
    return SamplerGrpc.newBlockingStub(channel)
        .withDeadlineAfter(config.samplerTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
