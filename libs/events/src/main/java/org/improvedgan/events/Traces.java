package org.improvedgan.events;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The trace that a record belongs to, in the headers {@code traceparent} and {@code tracestate} of W3C Trace Context.
 * Services without an OpenTelemetry SDK, or with one that is switched off, make no spans but hand a trace on.
 */
public final class Traces {

  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
    @Override
    public Iterable<String> keys(Headers headers) {
      List<String> keys = new ArrayList<>();
      headers.forEach(header -> keys.add(header.key()));
      return keys;
    }

    @Override
    public String get(Headers headers, String key) {
      Header header = headers.lastHeader(key);
      return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
  };

  private Traces() {
  }

  /** Adds the current trace; nothing outside of one. */
  static void addTo(List<Header> headers) {
    W3C.inject(Context.current(), headers, (all, key, value) ->
        all.add(new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8))));
  }

  /** The trace that a record with these headers belongs to, to be made current; the root where it belongs to none. */
  public static Context of(Headers headers) {
    return W3C.extract(Context.root(), headers, GETTER);
  }

  /** Work that is a span. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {

    T run() throws E;
  }

  /**
   * Does some work as a span of the trace {@code parent}; events that it makes belong to that span.
   *
   * @param subject what it is about, such as a checkpoint's id
   */
  @SuppressWarnings("try") // A scope is there to be closed.
  public static <T, E extends Exception> T span(String name, SpanKind kind, Context parent, String subject,
      Work<T, E> work) throws E {
    Span span = GlobalOpenTelemetry.getTracer("org.improvedgan").spanBuilder(name)
        .setSpanKind(kind).setParent(parent).setAttribute("gan.subject", subject).startSpan();
    boolean done = false;
    try (Scope scope = parent.with(span).makeCurrent()) {
      T result = work.run();
      done = true;
      return result;
    } finally {
      if (!done) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }
}
