package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.Relay;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.UsedMemory;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.serving.Lease;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that leave in the middle of a stream, in each way in which clients leave. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
@TestProfile(VanishedClientsTest.Places.class)
class VanishedClientsTest {

  /** For those that vanish together, and two that fall silent. */
  public static final class Places implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("gan.sampler.max-calls", String.valueOf(TOGETHER + SILENT));
    }
  }

  private static final String RUN = "vanished-test";
  private static final int CLIENTS = 1_000;
  /** At the same time. */
  private static final int TOGETHER = 62;
  private static final int SILENT = 2;
  private static final int MESSAGES = 3;
  private static final double BOUND_MIB = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(3);

  @Inject
  MeterRegistry metrics;

  @Inject
  Checkpoints checkpoints;

  private final int server = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
  private SamplerClient client;
  private SampleRequest endless;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    endless = SampleRequest.newBuilder().setCheckpoint(client.serve(RUN)).setCount(1_000_000)
        .setFormat(ImageFormat.FLOAT32).build();
    awaitCalls(0);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  private void awaitCalls(int atMost) {
    await().atMost(PATIENCE).pollInterval(POLL).until(() -> gauge("gan.sampler.calls.active") <= atMost);
  }

  @Test
  void aThousandClientsThatVanishLeaveNothingBehind() {
    // Afterwards the pools of network buffers are as large as they become.
    wave(TOGETHER);
    wave(TOGETHER);
    double before = UsedMemory.mib();
    // Nobody says that these are gone: the server asks, and gets no answer.
    try (Relay silent = new Relay(server)) {
      List<ManagedChannel> channels = streams(silent.port(), SILENT, new ArrayList<>());
      silent.fallSilent();
      for (int done = SILENT; done < CLIENTS; done += TOGETHER) {
        wave(Math.min(TOGETHER, CLIENTS - done), SILENT);
      }
      awaitCalls(0);
      channels.forEach(ManagedChannel::shutdownNow);
    }
    assertThat(gauge("gan.sampler.queue")).isZero();
    await().atMost(PATIENCE).untilAsserted(
        () -> assertThat(UsedMemory.mib() - before).as("MiB more than before").isLessThan(BOUND_MIB));
    // Every place is free again.
    assertThat(client.sample(endless.toBuilder().setCount(100).build())).hasSize(2);
    wave(TOGETHER + SILENT);
    assertNobodyUsesTheGenerator();
  }

  /** A checkpoint that is pruned is closed by the last that uses it; so it stays open where somebody has not let go. */
  private void assertNobodyUsesTheGenerator() {
    String id = endless.getCheckpoint();
    OnnxGenerator generator;
    try (Lease lease = checkpoints.acquire(new Choice(id, "", "")).join()) {
      generator = lease.generator();
      assertThat(generator.generate(1, 0, 1).count()).isEqualTo(1);
    }
    try (TestCheckpoints run = client.run(RUN, 1)) {
      run.publish(2);
    }
    await().atMost(PATIENCE).until(() -> checkpoints.find(id).isEmpty() && !checkpoints.isLoaded(id));
    assertThatThrownBy(() -> generator.generate(1, 0, 1)).hasMessageContaining("closed");
  }

  private void wave(int clients) {
    wave(clients, 0);
  }

  /** Clients that come, read and vanish: a third cancels, a third closes its connection, a third's is cut. */
  private void wave(int clients, int others) {
    try (Relay relay = new Relay(server)) {
      List<Reader> cancelling = new ArrayList<>();
      List<ManagedChannel> channels = streams(server, clients / 3, cancelling);
      List<ManagedChannel> closing = streams(server, clients / 3, new ArrayList<>());
      List<ManagedChannel> cut = streams(relay.port(), clients - 2 * (clients / 3), new ArrayList<>());
      cancelling.forEach(Reader::cancel);
      closing.forEach(ManagedChannel::shutdownNow);
      relay.cut();
      awaitCalls(others);
      channels.forEach(ManagedChannel::shutdownNow);
      cut.forEach(ManagedChannel::shutdownNow);
    }
  }

  /** Clients with a connection each, in the middle of a stream; every second one still reads. */
  private List<ManagedChannel> streams(int port, int count, List<Reader> readers) {
    List<ManagedChannel> channels = new ArrayList<>();
    List<Reader> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      Reader reader = new Reader();
      SamplerGrpc.newStub(channel).sample(endless, reader);
      if (i % 2 == 0) {
        reader.read(MESSAGES);
      }
      channels.add(channel);
      all.add(reader);
    }
    await().atMost(PATIENCE).pollInterval(POLL)
        .until(() -> all.stream().allMatch(reader -> reader.images() > 0));
    readers.addAll(all);
    return channels;
  }
}
