package org.improvedgan.sampler.access;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.improvedgan.sampler.access.AccessMetrics.Reason;
import org.improvedgan.sampler.access.CallerLimit.Place;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * Asks every gRPC call for its token, and its caller not to have too many. Health checks pass: probes have no token.
 */
@Singleton
@GlobalInterceptor
public class GrpcGate implements ServerInterceptor {

  private static final String HEALTH = "grpc.health.v1.Health";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String HEALTH_WATCH = "grpc.health.v1.Health/Watch";
  private static final String CHECKPOINT_WATCH = SamplerGrpc.getWatchCheckpointsMethod().getFullMethodName();

  private final Tokens tokens;
  private final CallerLimit limit;
  private final AccessMetrics metrics;
  private final Drain drain;

  GrpcGate(Tokens tokens, CallerLimit limit, AccessMetrics metrics, Drain drain) {
    this.tokens = tokens;
    this.limit = limit;
    this.metrics = metrics;
    this.drain = drain;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
      ServerCallHandler<Q, R> next) {
    drain.serverOfThisCall();
    if (HEALTH.equals(call.getMethodDescriptor().getServiceName())) {
      return start(call, headers, next);
    }
    Optional<String> name = tokens.required()
        ? Credentials.token(headers.get(AUTHORIZATION)).flatMap(tokens::nameOf) : Optional.empty();
    if (tokens.required() && name.isEmpty()) {
      return refuse(call, Reason.UNAUTHENTICATED, Status.UNAUTHENTICATED.withDescription(Credentials.SENTENCE));
    }
    String caller = name
        .or(() -> Credentials.subject(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)))
        .orElseGet(() -> host(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    Optional<Place> place = limit.enter(caller);
    if (place.isEmpty()) {
      return refuse(call, Reason.CALLER_LIMIT, Status.RESOURCE_EXHAUSTED.withDescription(limit.sentence(caller)));
    }
    try {
      return new Leaving<>(start(call, headers, next), place.get());
    } catch (RuntimeException e) {
      place.get().leave();
      throw e;
    }
  }

  private <Q, R> ServerCall.Listener<Q> start(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    return method.equals(HEALTH_WATCH) || method.equals(CHECKPOINT_WATCH)
        ? drain.startEndless(call, headers, next) : next.startCall(call, headers);
  }

  private <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Reason reason, Status status) {
    metrics.refused(reason);
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() { };
  }

  private static String host(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : String.valueOf(address);
  }

  /** Of its last two methods, gRPC calls exactly one. */
  private static final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Place place;

    private Leaving(ServerCall.Listener<Q> call, Place place) {
      super(call);
      this.place = place;
    }

    @Override
    public void onCancel() {
      place.leave();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      place.leave();
      super.onComplete();
    }
  }
}
