package org.improvedgan.sampler.access;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;

/** A call that others than its handler may close too: what the handler still sends then goes nowhere. */
final class EndlessCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
  private boolean closed;

  EndlessCall(ServerCall<Q, R> call) {
    super(call);
  }

  /** @param atEnd run once when the call has ended, whoever ended it */
  ServerCall.Listener<Q> start(Metadata headers, ServerCallHandler<Q, R> handler, Runnable atEnd) {
    return new SimpleForwardingServerCallListener<>(handler.startCall(this, headers)) {
      @Override
      public void onCancel() {
        atEnd.run();
        super.onCancel();
      }

      @Override
      public void onComplete() {
        atEnd.run();
        super.onComplete();
      }
    };
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(R message) {
    if (!closed) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      super.close(status, trailers);
    }
  }
}
