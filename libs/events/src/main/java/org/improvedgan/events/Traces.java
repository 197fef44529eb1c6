package org.improvedgan.events;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
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
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The trace that a record belongs to, in the headers {@code traceparent} and {@code tracestate} of W3C Trace Context.
 * Without an OpenTelemetry SDK there are no spans, but a trace is handed on. A service whose SDK is switched off makes
 * spans of which nobody hears.
 */
public final class Traces {

  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final String TRACEPARENT = "traceparent";
  private static final TextMapGetter<Map<String, String>> TEXT = new TextMapGetter<>() {
    @Override
    public Iterable<String> keys(Map<String, String> texts) {
      return texts.keySet();
    }

    @Override
    public String get(Map<String, String> texts, String key) {
      return texts.get(key);
    }
  };
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

  /** The trace that {@link #current} was told in; the root for null, and for what is no such text. */
  public static Context of(String traceparent) {
    return traceparent == null ? Context.root()
        : W3C.extract(Context.root(), Map.of(TRACEPARENT, traceparent), TEXT);
  }

  /** The current trace as W3C's {@code traceparent}, for those who go on with it later; empty outside of one. */
  public static Optional<String> current() {
    return told(Context.current());
  }

  /** The trace that a record with these headers belongs to, as {@link #current} tells one. */
  public static Optional<String> told(Headers headers) {
    return told(of(headers));
  }

  private static Optional<String> told(Context context) {
    String[] traceparent = new String[1];
    W3C.inject(context, traceparent, (told, key, value) -> {
      if (key.equals(TRACEPARENT)) {
        told[0] = value;
      }
    });
    return Optional.ofNullable(traceparent[0]);
  }

  /** Work that is a span. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {

    T run() throws E;
  }

  /**
   * Does some work as a span of the trace {@code parent}; events that it makes belong to that span, and the log names
   * it.
   *
   * @param subject what it is about, such as a checkpoint's id
   */
  public static <T, E extends Exception> T span(String name, SpanKind kind, Context parent, String subject,
      Work<T, E> work) throws E {
    return span(name, kind, parent, List.of(), subject, work);
  }

  /**
   * As {@link #span(String, SpanKind, Context, String, Work)}.
   *
   * @param links to other spans that it follows from, of this trace or another
   */
  @SuppressWarnings("try") // A scope is there to be closed, and so are the log's ids.
  public static <T, E extends Exception> T span(String name, SpanKind kind, Context parent, List<SpanContext> links,
      String subject, Work<T, E> work) throws E {
    SpanBuilder builder = GlobalOpenTelemetry.getTracer("org.improvedgan").spanBuilder(name)
        .setSpanKind(kind).setParent(parent).setAttribute("gan.subject", subject);
    links.forEach(builder::addLink);
    Span span = builder.startSpan();
    boolean done = false;
    try (Scope scope = parent.with(span).makeCurrent(); LogIds ids = LogIds.open().trace()) {
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
