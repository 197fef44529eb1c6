package org.improvedgan.sampler.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.improvedgan.sampler.SamplingException;
import org.jboss.logging.Logger;

/** How failures reach gRPC clients. */
final class Statuses {

  private static final Logger LOG = Logger.getLogger(Statuses.class);

  private Statuses() {
  }

  static StatusRuntimeException of(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    if (cause instanceof SamplingException known) {
      return status(known.kind()).withDescription(known.getMessage()).asRuntimeException();
    }
    if (cause instanceof CancellationException) {
      return Status.CANCELLED.withDescription(cause.getMessage()).asRuntimeException();
    }
    LOG.error("A call failed", cause);
    return Status.INTERNAL.withDescription("The sampler failed; its log says why.").asRuntimeException();
  }

  private static Status status(SamplingException.Kind kind) {
    return switch (kind) {
      case INVALID -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case REFUSED -> Status.FAILED_PRECONDITION;
      case BUSY -> Status.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.UNAVAILABLE;
    };
  }
}
