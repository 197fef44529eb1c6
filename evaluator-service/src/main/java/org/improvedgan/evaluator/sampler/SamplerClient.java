package org.improvedgan.evaluator.sampler;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.EvaluatorConfig.SamplerConfig;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * Images of a checkpoint from the sampler, in order and without gaps, however often the stream breaks: image i of
 * (checkpoint, seed) is always the same bytes, so a broken stream is taken up again at the first image missing.
 */
@ApplicationScoped
public class SamplerClient {

  private static final int LARGEST_MESSAGE = 64 << 20;

  private final SamplerConfig config;
  private final Predicate<String> published;
  private final ManagedChannel channel;

  @Inject
  public SamplerClient(EvaluatorConfig config, CheckpointCatalog catalog) {
    this(config.sampler(), id -> catalog.find(id).isPresent());
  }

  SamplerClient(SamplerConfig config, Predicate<String> published) {
    this.config = config;
    this.published = published;
    channel = SamplerChannel.open(config.target(), config, builder -> builder
        .maxInboundMessageSize(LARGEST_MESSAGE)
        // A sampler that vanished without a word is noticed, also in the middle of a stream.
        .keepAliveTime(30, TimeUnit.SECONDS));
  }

  /** Where the sampler is expected: host:port. */
  public String target() {
    return config.target();
  }

  /**
   * Asks until all images have come: while the sampler is down or does not know the checkpoint yet, it waits with
   * growing pauses. Interrupting the thread ends it.
   *
   * @param checkpoint a checkpoint's id
   * @param generatorSha256 what the checkpoint's generator must be
   * @param first index of the first image
   * @param images hears of each message; in order, each image once; the stream is read no faster than this returns
   * @param waiting hears a sentence whenever a pause begins
   * @throws SamplerException where asking again would not help
   * @throws InterruptedException when interrupted
   */
  public void sample(String checkpoint, String generatorSha256, long seed, long first, int count,
      Consumer<SampleResponse> images, Consumer<String> waiting) throws InterruptedException {
    SampleStream stream = new SampleStream(checkpoint, generatorSha256, first, count, images);
    Patience patience = new Patience(config, published);
    while (!stream.complete()) {
      int before = stream.received();
      try {
        SampleRequest request = request(checkpoint, seed, stream.next(), stream.missing());
        call(request, config.callTimeout(), stream::accept);
        stream.requireProgressSince(before);
      } catch (StatusRuntimeException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (stream.received() > before) {
          patience = new Patience(config, published);
        }
        Duration pause = patience.pauseAfter(e.getStatus(), checkpoint);
        waiting.accept(patience.sentence());
        Thread.sleep(pause.toMillis());
        // The channel itself would wait up to two minutes before it looks for a sampler that was away.
        channel.resetConnectBackoff();
      }
    }
  }

  /**
   * One attempt at a few images from index 0, for a picture.
   *
   * @throws StatusRuntimeException when the sampler does not give them at once
   */
  public List<SampleResponse> sampleOnce(String checkpoint, long seed, int count, Duration timeout) {
    List<SampleResponse> messages = new ArrayList<>();
    call(request(checkpoint, seed, 0, count), timeout, messages::add);
    return messages;
  }

  @PreDestroy
  public void close() {
    channel.shutdownNow();
  }

  private void call(SampleRequest request, Duration timeout, Consumer<SampleResponse> images) {
    // Cancelled at the end, so that the server does not go on where the consumer of the images failed.
    try (CancellableContext context = Context.current().withCancellation()) {
      context.run(() -> SamplerGrpc.newBlockingStub(channel)
          .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .sample(request)
          .forEachRemaining(images));
    }
  }

  private static SampleRequest request(String checkpoint, long seed, long firstIndex, int count) {
    return SampleRequest.newBuilder()
        .setCheckpoint(checkpoint)
        .setSeed(seed)
        .setFirstIndex(firstIndex)
        .setCount(count)
        .setFormat(ImageFormat.UINT8)
        .build();
  }
}
