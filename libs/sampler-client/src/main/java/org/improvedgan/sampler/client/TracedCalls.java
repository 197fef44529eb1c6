package org.improvedgan.sampler.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;

/** Each call is a span of the current trace, and tells it to the server in W3C's header {@code traceparent}. */
final class TracedCalls implements ClientInterceptor {

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        Span span = GlobalOpenTelemetry.getTracer("org.improvedgan").spanBuilder(method.getFullMethodName())
            .setSpanKind(SpanKind.CLIENT).setAttribute("rpc.system", "grpc").startSpan();
        W3CTraceContextPropagator.getInstance().inject(Context.current().with(span), headers, (all, key, value) ->
            all.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value));
        super.start(new SimpleForwardingClientCallListener<>(listener) {
          @Override
          public void onClose(Status status, Metadata trailers) {
            span.setAttribute("rpc.grpc.status_code", status.getCode().value());
            if (!status.isOk()) {
              span.setStatus(StatusCode.ERROR);
            }
            span.end();
            super.onClose(status, trailers);
          }
        }, headers);
      }
    };
  }
}
