package org.improvedgan.sampler.grpc;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams to clients that are slow, leave, or have no time. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class StreamTest {

  private static final int MILLION = 1_000_000;
  /** Images that even a busy machine makes at most until the server has heard that a client is gone. */
  private static final int SOON = 100_000;
  /** As application.properties says for tests. */
  private static final int MAX_CALLS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject
  MeterRegistry metrics;

  private SamplerClient client;
  private SampleRequest endless;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    endless = SampleRequest.newBuilder().setCheckpoint(client.serve("stream-test")).setCount(MILLION).build();
    awaitNoCalls();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private double images() {
    return metrics.get("gan.sampler.images").counter().count();
  }

  private void awaitNoCalls() {
    await().atMost(PATIENCE).until(() -> metrics.get("gan.sampler.calls.active").gauge().value() == 0);
  }

  /** Waits until no image was made for half a second and returns how many there are. */
  private double settledImages() {
    double[] last = {-1};
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
      double before = last[0];
      last[0] = images();
      return last[0] == before;
    });
    return last[0];
  }

  @Test
  void aClientThatDoesNotReadStopsTheWork() throws Exception {
    double before = images();
    Reader reader = new Reader();
    client.async().sample(endless, reader);
    await().atMost(PATIENCE).until(() -> reader.images() > 0);
    // 1 MiB in the client's receive window, 1 MiB that gRPC takes before it is "not ready", and a few messages of 256.
    double made = settledImages() - before;
    assertThat(made).isBetween(256.0, 5000.0);
    // It goes on where it stopped.
    int more = 40;
    reader.read(more);
    await().atMost(PATIENCE).until(() -> reader.images() == (more + 1) * 256);
    for (int i = 0; i <= more; i++) {
      assertThat(reader.firstIndices().get(i)).isEqualTo(256L * i);
    }
    reader.cancel();
    assertThat(reader.end().get(10, TimeUnit.SECONDS)).isEqualTo(Status.Code.CANCELLED);
    awaitNoCalls();
  }

  @Test
  void aSmallCallIsServedBesideLargeStreams() {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Reader reader = new Reader();
      client.async().sample(endless, reader);
      readers.add(reader);
      reader.readAll();
    }
    await().atMost(PATIENCE).until(() -> readers.stream().allMatch(reader -> reader.images() > 0));
    SampleResponse one = client.sample(endless.toBuilder().setCount(1).build()).get(0);
    assertThat(one.getCount()).isEqualTo(1);
    assertThat(readers).noneMatch(reader -> reader.end().isDone());
    readers.forEach(reader -> reader.cancel());
    awaitNoCalls();
  }

  @Test
  void furtherCallsAreRefusedWhileAllPlacesAreTaken() {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < MAX_CALLS; i++) {
      Reader reader = new Reader();
      client.async().sample(endless, reader);
      readers.add(reader);
    }
    await().atMost(PATIENCE).until(() -> readers.stream().allMatch(reader -> reader.images() > 0));
    SampleRequest one = endless.toBuilder().setCount(1).build();
    assertThatThrownBy(() -> client.sample(one)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(e.getStatus().getDescription())
          .isEqualTo("The sampler is serving 8 calls already; try again in a moment.");
    });
    given().get("/grid.png?run=stream-test").then().statusCode(429);
    readers.forEach(reader -> reader.cancel());
    awaitNoCalls();
    assertThat(client.sample(one)).hasSize(1);
  }

  @Test
  void aClientThatLeavesEndsTheWork() throws Exception {
    Reader reader = new Reader();
    client.async().sample(endless, reader);
    reader.readAll();
    await().atMost(PATIENCE).until(() -> reader.images() > 1000);
    reader.cancel();
    assertThat(reader.end().get(10, TimeUnit.SECONDS)).isEqualTo(Status.Code.CANCELLED);
    awaitNoCalls();
    double made = settledImages();
    assertThat(reader.images()).isLessThan(MILLION);
    assertThat(metrics.get("gan.sampler.queue").gauge().value()).isZero();
    assertThat(images()).isEqualTo(made);
  }

  @Test
  void aDeadlineEndsTheWork() {
    try {
      client.blocking().withDeadlineAfter(300, TimeUnit.MILLISECONDS).sample(endless).forEachRemaining(message -> { });
      throw new AssertionError("A million images came within 300 ms");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    double made = images();
    awaitNoCalls();
    // What is left is dropped: only runs that were under way are finished, and those begun before the server knew.
    assertThat(settledImages() - made).isLessThan(SOON);
    assertThat(metrics.get("gan.sampler.queue").gauge().value()).isZero();
  }
}
