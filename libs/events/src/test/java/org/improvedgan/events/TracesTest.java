package org.improvedgan.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.improvedgan.events.v1.CheckpointManifest;
import org.junit.jupiter.api.Test;

/** Without an SDK, as in the command. */
class TracesTest {

  // From the specification of W3C Trace Context, section 3.2.2.5.
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";
  private static final SpanContext CONTEXT =
      SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());

  private static ProducerRecord<String, byte[]> event() {
    return EventType.CHECKPOINT_PUBLISHED.record("/test", CheckpointManifest.newBuilder().setCheckpointId("a").build());
  }

  @Test
  void anEventCarriesTheTraceInWhichItIsMade() {
    ProducerRecord<String, byte[]> event =
        Context.root().with(Span.wrap(CONTEXT)).wrapSupplier(TracesTest::event).get();
    assertThat(event.headers().lastHeader("traceparent").value()).asString(StandardCharsets.UTF_8)
        .isEqualTo(TRACEPARENT);
    SpanContext read = Span.fromContext(Traces.of(event.headers())).getSpanContext();
    assertThat(read.getTraceId()).isEqualTo(TRACE);
    assertThat(read.getSpanId()).isEqualTo(SPAN);
    assertThat(read.isSampled()).isTrue();
  }

  @Test
  void outsideOfATraceNothingIsAdded() {
    assertThat(event().headers().lastHeader("traceparent")).isNull();
    assertThat(Span.fromContext(Traces.of(new RecordHeaders())).getSpanContext().isValid()).isFalse();
  }

  @Test
  void aHeaderThatIsNoneDoesNoHarm() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", new byte[] {(byte) 0xFF, 0});
    assertThat(Span.fromContext(Traces.of(headers)).getSpanContext().isValid()).isFalse();
    headers.add("traceparent", null);
    assertThat(Span.fromContext(Traces.of(headers)).getSpanContext().isValid()).isFalse();
  }

  @Test
  void aServiceWithoutSpansHandsTheTraceOn() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACEPARENT.getBytes(StandardCharsets.UTF_8));
    ProducerRecord<String, byte[]> next =
        Traces.span("work", SpanKind.CONSUMER, Traces.of(headers), "a", TracesTest::event);
    assertThat(next.headers().lastHeader("traceparent").value()).asString(StandardCharsets.UTF_8)
        .isEqualTo(TRACEPARENT);
  }
}
