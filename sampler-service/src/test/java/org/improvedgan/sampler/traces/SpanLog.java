package org.improvedgan.sampler.traces;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The spans of the service under test. */
@Singleton
public class SpanLog implements SpanProcessor {

  private final List<SpanData> ended = new CopyOnWriteArrayList<>();

  /** The span of this name in a trace. */
  Optional<SpanData> find(String traceId, String name) {
    return ended.stream().filter(span -> span.getTraceId().equals(traceId) && span.getName().equals(name)).findFirst();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    ended.add(span.toSpanData());
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
