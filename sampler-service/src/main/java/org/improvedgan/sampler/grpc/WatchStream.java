package org.improvedgan.sampler.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.improvedgan.sampler.v1.CheckpointEvent;

/** One call of WatchCheckpoints: sends events in order while the client reads, and gives up on one that does not. */
final class WatchStream {

  /** Events kept for a client that does not read. */
  private static final int MAX_PENDING = 10_000;

  private final ServerCallStreamObserver<CheckpointEvent> client;
  private final Deque<CheckpointEvent> pending = new ArrayDeque<>();
  private boolean ended;

  WatchStream(ServerCallStreamObserver<CheckpointEvent> client) {
    this.client = client;
  }

  synchronized void add(CheckpointEvent event) {
    if (ended) {
      return;
    }
    if (pending.size() >= MAX_PENDING) {
      end();
      client.onError(Status.RESOURCE_EXHAUSTED.withDescription("More than " + MAX_PENDING
          + " events wait for this client; call again and read faster.").asRuntimeException());
      return;
    }
    pending.add(event);
    pump();
  }

  synchronized void pump() {
    while (!ended && !pending.isEmpty() && client.isReady()) {
      client.onNext(pending.poll());
    }
  }

  synchronized void end() {
    ended = true;
    pending.clear();
  }
}
