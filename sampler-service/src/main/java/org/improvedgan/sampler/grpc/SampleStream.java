package org.improvedgan.sampler.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.improvedgan.images.Images;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.sampling.Batcher;
import org.improvedgan.sampler.serving.Lease;
import org.improvedgan.sampler.v1.SampleResponse;

/**
 * One call that streams images: computes messages a few ahead, sends them in order, and only while the client reads. At
 * any time it holds at most {@code batcher.threads() + 1} messages, besides those that gRPC still has to put on the
 * wire.
 */
final class SampleStream {

  /** A message in its place of the order; {@code response} is set when it is computed. */
  private static final class Part {
    private SampleResponse response;
  }

  private final ServerCallStreamObserver<SampleResponse> client;
  private final ImageOrder order;
  private final Batcher batcher;
  private final Consumer<Throwable> onFailure;
  private final Deque<Part> parts = new ArrayDeque<>();
  private Lease lease;
  private Latents latents;
  private int perMessage;
  private int asked;
  private int running;
  private boolean ended;

  /** @param onFailure told once if an image cannot be made; it answers the client */
  SampleStream(ServerCallStreamObserver<SampleResponse> client, ImageOrder order, Batcher batcher,
      Consumer<Throwable> onFailure) {
    this.client = client;
    this.order = order;
    this.batcher = batcher;
    this.onFailure = onFailure;
  }

  /** Starts; takes over the lease. */
  synchronized void begin(Lease granted) {
    lease = granted;
    if (ended) {
      closeWhenIdle();
      return;
    }
    try {
      latents = order.latents().apply(lease.generator().spec());
    } catch (RuntimeException e) {
      end();
      onFailure.accept(e);
      return;
    }
    perMessage = Messages.imagesPerMessage(granted.manifest(), order.format());
    pump();
  }

  /** Does what can be done now: sends, ends, orders more. Called whenever any of these may have become possible. */
  synchronized void pump() {
    if (lease == null || ended) {
      return;
    }
    while (!parts.isEmpty() && parts.peek().response != null && client.isReady()) {
      client.onNext(parts.poll().response);
    }
    if (parts.isEmpty() && asked == latents.count()) {
      end();
      client.onCompleted();
      return;
    }
    while (!ended && parts.size() <= batcher.threads() && asked < latents.count()) {
      askForMore();
    }
  }

  /** The client is gone or its deadline has passed: no more work is begun. */
  synchronized void cancel() {
    end();
  }

  private void askForMore() {
    Part part = new Part();
    int first = asked;
    Latents rows = latents.range(first, Math.min(perMessage, latents.count() - first));
    asked += rows.count();
    running++;
    parts.add(part);
    CompletableFuture<Images> made = first == 0
        ? batcher.submit(lease, rows, client::isCancelled)
        : batcher.submitMore(lease, rows, client::isCancelled);
    made.thenApply(images -> Messages.response(lease, order.firstIndex() + first, images, order.format()))
        .whenComplete((response, failure) -> computed(part, response, failure));
  }

  private synchronized void computed(Part part, SampleResponse response, Throwable failure) {
    running--;
    part.response = response;
    if (ended) {
      closeWhenIdle();
    } else if (failure != null) {
      end();
      onFailure.accept(failure);
    } else {
      pump();
    }
  }

  private void end() {
    ended = true;
    parts.clear();
    closeWhenIdle();
  }

  private void closeWhenIdle() {
    if (running == 0 && lease != null) {
      lease.close();
    }
  }
}
