package org.improvedgan.humaneval.source;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.GetCheckpointRequest;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.sampler.v1.SamplerGrpc.SamplerBlockingStub;
import org.jboss.logging.Logger;

/**
 * Generated images, from the sampler by gRPC. Image i of a seed is always the same; of a generator with classes it is
 * of class i modulo their number, as the sampler does unless told otherwise.
 */
@ApplicationScoped
public class Generator {
  private static final Logger LOG = Logger.getLogger(Generator.class);
  private static final String LATEST = "latest";
  private static final String BEST = "best";
  private static final int PAUSE_MILLIS = 1000;
  private static final int CALL_BYTES = 2 << 20;
  private static final int CALL_IMAGES = 250;

  private final HumanEvalConfig config;
  private final ManagedChannel channel;

  Generator(HumanEvalConfig config) {
    this.config = config;
    this.channel = SamplerChannel.open(config.sampler(), config.samplerAccess());
  }

  @PreDestroy
  void close() {
    channel.shutdownNow();
  }

  /**
   * The checkpoint that is meant, as of now.
   *
   * @param checkpoint an id, {@code latest}, or {@code best} by Inception score
   * @param run narrows the last two to one run; null: all runs
   * @throws Refusal {@link Reason#NO_CHECKPOINT} where there is none, {@link Reason#UNAVAILABLE} without the sampler
   */
  public SampledCheckpoint resolve(String checkpoint, String run) {
    return sampled(call(checkpoint, () -> checkpoint.equals(BEST) ? best(run) : listed(checkpoint, run)));
  }

  /**
   * Images of one seed.
   *
   * @param indices within the seed's sequence; those that follow one another cost one call
   * @return as many, in this order
   * @throws Refusal where the checkpoint was pruned or changed, and without the sampler
   */
  public Images draw(SampledCheckpoint checkpoint, long seed, long... indices) {
    return call(checkpoint.checkpointId(), () -> {
      List<Images> messages = new ArrayList<>();
      for (int from = 0, to = 1; to <= indices.length; to++) {
        if (to == indices.length || indices[to] != indices[to - 1] + 1) {
          sample(checkpoint, seed, indices[from], to - from, messages);
          from = to;
        }
      }
      return Images.concat(messages);
    });
  }

  /**
   * Repeats {@code work} while the sampler is away, for as long as {@link HumanEvalConfig#samplerPatience} says: a
   * sampler that restarts must not undo what takes half an hour.
   *
   * @throws Refusal the last one
   */
  public <T> T patiently(Supplier<T> work) {
    var end = System.nanoTime() + config.samplerPatience().toNanos();
    while (true) {
      try {
        return work.get();
      } catch (Refusal e) {
        if (!away(e) || System.nanoTime() >= end) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static void pause(Refusal reason) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  /**
   * Every checkpoint that can be sampled now, the newest last.
   *
   * @throws Refusal {@link Reason#UNAVAILABLE} without the sampler
   */
  public List<Checkpoint> checkpoints() {
    try {
      return stub().listCheckpoints(ListCheckpointsRequest.getDefaultInstance()).getCheckpointsList();
    } catch (StatusRuntimeException e) {
      LOG.warnf("The sampler at %s: %s", config.sampler(), e.getStatus());
      throw new Refusal(Reason.UNAVAILABLE, "The sampler does not answer at the moment; please try again.", e);
    }
  }

  /** How many images of this shape to ask for at a time: so few that they take little memory and no call is long. */
  public static int callSize(ImageShape shape) {
    return Math.max(1, Math.min(CALL_IMAGES, CALL_BYTES / shape.size()));
  }

  /** Whether it was the sampler that could not answer, so that the same may succeed when it is back. */
  public static boolean away(Refusal refusal) {
    return refusal.reason() == Reason.UNAVAILABLE && refusal.getCause() instanceof StatusRuntimeException;
  }

  private Checkpoint best(String run) {
    var request = GetCheckpointRequest.newBuilder().setCheckpoint(BEST);
    if (run != null) {
      request.setRunId(run);
    }
    // Without any checkpoint the sampler answers as if it were away; the list tells the two apart.
    listed(LATEST, run);
    return stub().getCheckpoint(request.build());
  }

  private Checkpoint listed(String checkpoint, String run) {
    var request = ListCheckpointsRequest.newBuilder();
    if (run != null && checkpoint.equals(LATEST)) {
      request.setRunId(run);
    }
    var checkpoints = stub().listCheckpoints(request.build()).getCheckpointsList();
    if (!checkpoint.equals(LATEST)) {
      return checkpoints.stream().filter(known -> known.getCheckpointId().equals(checkpoint)).findFirst()
          .orElseThrow(() -> gone(checkpoint, null));
    }
    if (checkpoints.isEmpty()) {
      throw new Refusal(Reason.NO_CHECKPOINT,
          "There is nothing to judge yet: the first images come by themselves when training has made a checkpoint.");
    }
    return checkpoints.get(checkpoints.size() - 1);
  }

  private static SampledCheckpoint sampled(Checkpoint checkpoint) {
    return new SampledCheckpoint(checkpoint.getCheckpointId(), checkpoint.getRunId(), checkpoint.getEpoch(),
        checkpoint.getDataset(), checkpoint.getGeneratorSha256(),
        new ImageShape(checkpoint.getHeight(), checkpoint.getWidth(), checkpoint.getChannels()));
  }

  private void sample(SampledCheckpoint checkpoint, long seed, long first, int count, List<Images> messages) {
    var responses = stub().sample(SampleRequest.newBuilder().setCheckpoint(checkpoint.checkpointId()).setSeed(seed)
        .setFirstIndex(first).setCount(count).setFormat(ImageFormat.UINT8).build());
    var received = 0;
    while (responses.hasNext()) {
      var response = responses.next();
      if (!response.getGeneratorSha256().equals(checkpoint.generatorSha256())) {
        throw new Refusal(Reason.UNAVAILABLE, "The checkpoint " + checkpoint.checkpointId()
            + " has another generator now than when it was chosen: its images cannot be shown among the earlier ones.");
      }
      messages.add(new Images(new ImageShape(response.getHeight(), response.getWidth(), response.getChannels()),
          response.getCount(), response.getPixels().toByteArray()));
      received += response.getCount();
    }
    if (received != count) {
      throw Status.DATA_LOSS.withDescription("The sampler sent " + received + " images of " + checkpoint.checkpointId()
          + " in place of " + count + ".").asRuntimeException();
    }
  }

  private <T> T call(String checkpoint, Supplier<T> work) {
    try {
      return work.get();
    } catch (StatusRuntimeException e) {
      LOG.warnf("The sampler at %s: %s", config.sampler(), e.getStatus());
      throw switch (e.getStatus().getCode()) {
        case NOT_FOUND -> gone(checkpoint, e);
        case FAILED_PRECONDITION -> new Refusal(Reason.NO_CHECKPOINT, "The sampler cannot use the checkpoint "
            + checkpoint + " (" + e.getStatus().getDescription() + "): choose another.", e);
        default -> new Refusal(Reason.UNAVAILABLE,
            "The sampler does not give images at the moment: try again in a minute.", e);
      };
    }
  }

  private static Refusal gone(String checkpoint, StatusRuntimeException e) {
    return new Refusal(Reason.NO_CHECKPOINT, checkpoint.equals(BEST)
        ? "There is no best checkpoint yet: it comes by itself when the evaluator has scored one."
        : "The checkpoint " + checkpoint + " of this study is not there yet, or was pruned.", e);
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
