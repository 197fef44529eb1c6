package org.improvedgan.sampler.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.improvedgan.sampler.SamplingException;
import org.jboss.logging.Logger;

/** How failures reach gRPC clients. */
public final class Statuses {

  private static final Logger LOG = Logger.getLogger(Statuses.class);

  private Statuses() {
  }

  /** What a client is told; a failure that nobody foresaw goes to the log. */
  public static StatusRuntimeException of(Throwable failure) {
    Status status = status(cause(failure));
    if (status.getCode() == Status.Code.INTERNAL) {
      LOG.error("A call failed", cause(failure));
    }
    return status.asRuntimeException();
  }

  /** What metrics call it. */
  public static String outcome(Throwable failure) {
    return status(cause(failure)).getCode().name().toLowerCase(Locale.ROOT);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  private static Status status(Throwable cause) {
    if (cause instanceof SamplingException known) {
      return status(known.kind()).withDescription(known.getMessage());
    }
    if (cause instanceof CancellationException) {
      return Status.CANCELLED.withDescription(cause.getMessage());
    }
    return Status.INTERNAL.withDescription("The sampler failed; its log says why.");
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
