package org.improvedgan.sampler.access;

import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.logging.LoggingFilter;
import java.net.BindException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.improvedgan.service.StartException;
import org.improvedgan.service.StartFailure;

/**
 * Ends the start where Quarkus could not serve gRPC: by itself it only logs that, and goes on without. Why it could not
 * is nowhere but in what it logs; it is taken from there, and told once.
 */
@LoggingFilter(name = "grpc-start")
public final class GrpcStart implements Filter {

  /** Quarkus makes this filter before there are beans. */
  private static volatile Throwable failure;

  @Override
  public boolean isLoggable(LogRecord line) {
    if (!GrpcServerRecorder.class.getName().equals(line.getLoggerName())
        || !line.getMessage().startsWith("Unable to start ")) {
      return true;
    }
    // It tells of one failure several times, and not always why.
    failure = line.getThrown() == null ? failure : line.getThrown();
    return false;
  }

  /** @throws StartException if the gRPC server does not listen */
  public static void check(GrpcServerConfiguration server) {
    if (!server.useSeparateServer() || GrpcServerRecorder.getVerticleCount() > 0) {
      return;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        throw new StartException(StartFailure.portTaken(server.port(), server.host(), "quarkus.grpc.server"), failure);
      }
    }
    throw new StartException("gRPC cannot be served: "
        + (failure == null ? "it took longer than a minute to start." : StartFailure.sentence(failure)), failure);
  }
}
