package org.improvedgan.sampler.access;

import io.grpc.InternalServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends the gRPC server without failing a call: every connection is told to go elsewhere (GOAWAY), what was begun is
 * finished, and only then the rest of the service stops. Quarkus by itself tells the connections but does not wait.
 */
@Singleton
public class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class);
  /** Before observers without a priority, which take away what calls need. */
  private static final int FIRST = 1000;
  private static final Status STOPPING =
      Status.UNAVAILABLE.withDescription("The sampler is stopping; call again, another one will answer.");

  private final Duration limit;
  private final Set<EndlessCall<?, ?>> endless = new HashSet<>();
  private volatile Server server;
  private boolean stopping;

  /** @param limit how long calls may take to end once no new ones are taken */
  Drain(@ConfigProperty(name = "quarkus.shutdown.timeout") Duration limit) {
    this.limit = limit;
  }

  /** Learns of the server from a call of it, since Quarkus keeps it to itself. */
  void serverOfThisCall() {
    if (server == null) {
      server = InternalServer.SERVER_CONTEXT_KEY.get();
    }
  }

  /** Starts a call that would never end by itself, so that it does when the server stops. */
  <Q, R> ServerCall.Listener<Q> startEndless(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    EndlessCall<Q, R> endlessCall = new EndlessCall<>(call);
    synchronized (this) {
      if (stopping) {
        endlessCall.close(STOPPING, new Metadata());
        return new ServerCall.Listener<>() { };
      }
      endless.add(endlessCall);
    }
    return endlessCall.start(headers, next, () -> {
      synchronized (this) {
        endless.remove(endlessCall);
      }
    });
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
    if (server == null) {
      return;
    }
    server.shutdown();
    List<EndlessCall<?, ?>> open;
    synchronized (this) {
      stopping = true;
      open = new ArrayList<>(endless);
    }
    open.forEach(call -> call.close(STOPPING, new Metadata()));
    if (!server.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("Calls that have not ended within %d s are broken off.", limit.toSeconds());
      server.shutdownNow();
    }
  }
}
