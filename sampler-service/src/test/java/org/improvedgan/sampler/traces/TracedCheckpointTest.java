package org.improvedgan.sampler.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.events.RecordedLog;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.access.TestAccess;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.Test;

/** One trace from the publisher of a checkpoint to its loading, and from a client to the gRPC server. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
@WithTestResource(ForgetfulCollector.class)
class TracedCheckpointTest {

  private static final String SPAN = "b7ad6b7169203331";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject
  SpanLog spans;
  /** Set by the collector itself. */
  ForgetfulCollector collector;

  private static Context trace(String traceId) {
    return Context.root().with(Span.wrap(
        SpanContext.create(traceId, SPAN, TraceFlags.getSampled(), TraceState.getDefault())));
  }

  @Test
  void aCheckpointIsLoadedInTheTraceOfItsPublisher() {
    String traceId = "0af7651916cd43dd8448eb211c80319c";
    try (SamplerClient client = new SamplerClient();
        RecordedLog log = RecordedLog.of("org.improvedgan.sampler.serving")) {
      client.serve("traces-before");
      String id = trace(traceId).wrapSupplier(() -> client.serve("traces")).get();
      await().atMost(PATIENCE).until(() -> spans.find(traceId, "load checkpoint").isPresent());
      assertThat(spans.find(traceId, "load checkpoint").orElseThrow().getAttributes().asMap()).containsValue(id);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines(" serves"))
          .extracting(RecordedLog.Line::ids).anySatisfy(ids -> assertThat(ids)
              .containsEntry("checkpointId", id).containsEntry("runId", "traces").containsEntry("traceId", traceId))
          .anySatisfy(ids -> assertThat(ids).containsEntry("runId", "traces-before").doesNotContainValue(traceId)));
    }
  }

  @Test
  void aCallIsServedInTheTraceOfItsClient() throws Exception {
    String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    call(traceId);
    String method = "improvedgan.sampler.v1.Sampler/ListCheckpoints";
    await().atMost(PATIENCE).until(() -> spans.find(traceId, method).isPresent());
  }

  /** The exporter repeats what it got no answer to after ten seconds; the next spans come before that. */
  @Test
  void anExportWithoutAnAnswerHoldsNoOthersBackForLong() throws Exception {
    call("a3ce929d0e0e47364bf92f3577b34da6");
    await().atMost(PATIENCE).until(() -> !collector.exports().isEmpty());
    String unanswered = collector.exports().get(0);
    String later = "d0e0e4736a3ce924bf92f3577b34da69";
    call(later);
    await().atMost(PATIENCE).until(() -> collector.exports().stream().anyMatch(export -> export.contains(later)));
    assertThat(collector.exports().stream().filter(unanswered::equals).count()).as("how often it was sent").isOne();
  }

  private static void call(String traceId) throws Exception {
    Config config = ConfigProvider.getConfig();
    var channel = SamplerChannel.open(
        "localhost:" + config.getValue("quarkus.grpc.server.test-port", Integer.class), TestAccess.none());
    try {
      trace(traceId).wrap(() -> SamplerGrpc.newBlockingStub(channel)
          .listCheckpoints(ListCheckpointsRequest.getDefaultInstance())).call();
    } finally {
      channel.shutdownNow();
    }
  }
}
