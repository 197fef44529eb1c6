package org.improvedgan.sampler.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.improvedgan.sampler.sampling.SampleMetrics;
import org.improvedgan.sampler.sampling.Workers;
import org.improvedgan.sampler.serving.Lease;
import org.improvedgan.sampler.v1.SampleResponse;

/**
 * One call of Sample: computes messages a few ahead, sends them in order, and only while the client reads. At any time
 * it holds at most {@code workers.threads()} messages, besides those that gRPC still has to put on the wire.
 */
final class SampleStream {

  /** A message in its place of the order; {@code response} is set when it is computed. */
  private static final class Part {
    private SampleResponse response;
  }

  private final ServerCallStreamObserver<SampleResponse> client;
  private final SampleSpec spec;
  private final Workers workers;
  private final SampleMetrics metrics;
  private final Consumer<Throwable> onFailure;
  private final Deque<Part> parts = new ArrayDeque<>();
  private Lease lease;
  private int perMessage;
  private int asked;
  private int running;
  private boolean ended;

  /** @param onFailure told once if an image cannot be made; it answers the client */
  SampleStream(ServerCallStreamObserver<SampleResponse> client, SampleSpec spec, Workers workers,
      SampleMetrics metrics, Consumer<Throwable> onFailure) {
    this.client = client;
    this.spec = spec;
    this.workers = workers;
    this.metrics = metrics;
    this.onFailure = onFailure;
  }

  /** Starts; takes over the lease. */
  synchronized void begin(Lease granted) {
    lease = granted;
    if (ended) {
      closeWhenIdle();
      return;
    }
    perMessage = Messages.imagesPerMessage(granted.manifest(), spec.format());
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
    if (parts.isEmpty() && asked == spec.count()) {
      end();
      client.onCompleted();
      return;
    }
    while (parts.size() < workers.threads() && asked < spec.count()) {
      order();
    }
  }

  /** The client is gone or its deadline has passed: no more work is begun. */
  synchronized void cancel() {
    end();
  }

  private void order() {
    Part part = new Part();
    long first = spec.firstIndex() + asked;
    int count = Math.min(perMessage, spec.count() - asked);
    asked += count;
    running++;
    parts.add(part);
    workers.submit(() -> compute(first, count)).whenComplete((response, failure) -> computed(part, response, failure));
  }

  private SampleResponse compute(long first, int count) {
    synchronized (this) {
      if (ended) {
        return null;
      }
    }
    return metrics.piece(count,
        () -> Messages.response(lease, first, lease.generate(spec.seed(), first, count), spec.format()));
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
