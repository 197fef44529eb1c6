package org.improvedgan.sampler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.improvedgan.events.Topics;
import org.improvedgan.images.Images;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.TestCheckpoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real broker and real ONNX Runtime, without the server around it. */
class CheckpointsTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int MODELS = 2;

  private LocalKafka kafka;
  private Map<String, Object> connection;
  private Checkpoints checkpoints;

  @BeforeEach
  void startKafka() {
    kafka = LocalKafka.startTemporary();
    connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(connection)) {
      Topics.createAll(admin);
    }
  }

  @AfterEach
  void stop() {
    if (checkpoints != null) {
      checkpoints.close();
    }
    kafka.close();
  }

  private void start(Duration patience) {
    GeneratorTrial trial = new GeneratorTrial(
        GeneratorTrial.Mode.NONE, 1 << 30, Duration.ofSeconds(60), warning -> { });
    checkpoints = new Checkpoints(connection, MODELS, patience,
        new ModelLoader(connection, Device.CPU, 8, trial, 1 << 30),
        new Refusals(connection, new SimpleMeterRegistry()));
    checkpoints.start();
    assertThat(checkpoints.ready()).succeedsWithin(Duration.ofSeconds(30));
  }

  private TestCheckpoints run(String name, int keepLast) {
    return new TestCheckpoints(kafka.bootstrapServers(), name, keepLast);
  }

  private String latest(String run) {
    try (Lease lease = checkpoints.acquire(Choice.of("latest", run)).join()) {
      return lease.manifest().getCheckpointId();
    }
  }

  private void awaitLatest(String id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> latest(""), id::equals);
  }

  private static void assertFails(ThrowingCallable call, Kind kind, String sentence) {
    assertThatThrownBy(call).satisfies(failure -> {
      Throwable cause = Checkpoints.cause(failure);
      assertThat(cause).isInstanceOf(SamplingException.class).hasMessageContaining(sentence);
      assertThat(((SamplingException) cause).kind()).isEqualTo(kind);
    });
  }

  @Test
  void anEmptyCatalogIsReadyAndSaysThatNothingServesYet() {
    start(PATIENCE);
    assertFails(() -> latest(""), Kind.UNAVAILABLE, "No checkpoint serves yet");
    assertFails(() -> latest("a-run"), Kind.UNAVAILABLE, "No checkpoint of the run \"a-run\" serves yet");
    assertFails(() -> checkpoints.acquire(Choice.of("unknown-e0001", "")).join(), Kind.NOT_FOUND,
        "There is no checkpoint \"unknown-e0001\"");
  }

  @Test
  void latestIsTheNewestOfAllRunsOrOfOne() {
    start(PATIENCE);
    try (TestCheckpoints a = run("a", 5); TestCheckpoints b = run("b", 5)) {
      a.publish(1);
      String lastOfA = a.publish(2);
      awaitLatest(lastOfA);
      String lastOfB = b.publish(1);
      awaitLatest(lastOfB);
      assertThat(latest("a")).isEqualTo(lastOfA);
      assertThat(latest("b")).isEqualTo(lastOfB);
      assertThat(checkpoints.all("a")).hasSize(2);
      assertThat(checkpoints.all("")).hasSize(3);
      assertFails(() -> checkpoints.acquire(Choice.of(lastOfA, "b")).join(), Kind.NOT_FOUND,
          "belongs to the run \"a\"");
    }
  }

  @Test
  void aBrokenCheckpointIsRefusedAndTheOldOneKeepsServing() {
    start(PATIENCE);
    try (TestCheckpoints run = run("r", 9)) {
      String good = run.publish(1);
      awaitLatest(good);
      String garbage = run.publish(2, "garbage".getBytes(StandardCharsets.UTF_8));
      String elsewhere = run.publish(3, TestModels.externalGenerator("/etc/hostname"));
      String otherShape = run.publish(4, TestModels.classifier(1));
      for (String broken : new String[] {garbage, elsewhere, otherShape}) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(checkpoints.find(broken)).isEmpty());
      }
      assertThat(latest("")).isEqualTo(good);
      assertThat(checkpoints.all("")).extracting(manifest -> manifest.getCheckpointId()).containsExactly(good);
      assertFails(() -> checkpoints.acquire(Choice.of(garbage, "")).join(), Kind.REFUSED, "is no ONNX model");
      assertFails(() -> checkpoints.acquire(Choice.of(elsewhere, "")).join(), Kind.REFUSED, "external data");
      assertFails(() -> checkpoints.acquire(Choice.of(otherShape, "")).join(), Kind.REFUSED, "has no \"z\"");
      String next = run.publish(5);
      awaitLatest(next);
    }
  }

  @Test
  void aRestartServesTheNewestAndLoadsOlderOnesOnDemand() {
    try (TestCheckpoints run = run("r", 9)) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        run.publish(epoch);
      }
    }
    start(PATIENCE);
    assertThat(latest("")).isEqualTo("r-e0004");
    await().atMost(Duration.ofSeconds(30)).until(() -> checkpoints.isLoaded("r-e0003"));
    assertThat(checkpoints.isLoaded("r-e0001")).isFalse();
    Images before;
    try (Lease lease = checkpoints.acquire(Choice.of("r-e0001", "")).join()) {
      before = lease.generator().generate(7, 0, 20);
    }
    assertThat(checkpoints.isLoaded("r-e0001")).isTrue();
    assertThat(checkpoints.loadedModels()).isEqualTo(MODELS);
    checkpoints.acquire(Choice.of("r-e0002", "")).join().close();
    assertThat(checkpoints.isLoaded("r-e0001")).isFalse();
    assertThat(checkpoints.isLoaded("r-e0004")).as("the newest stays").isTrue();
    try (Lease lease = checkpoints.acquire(Choice.of("r-e0001", "")).join()) {
      assertThat(lease.generator().generate(7, 0, 20)).isEqualTo(before);
    }
  }

  @Test
  void aPrunedCheckpointIsGoneButCallsThatUseItGoOn() {
    start(PATIENCE);
    try (TestCheckpoints run = run("r", 2)) {
      String first = run.publish(1);
      awaitLatest(first);
      try (Lease lease = checkpoints.acquire(Choice.of(first, "")).join()) {
        run.publish(2);
        run.publish(3);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(checkpoints.find(first)).isEmpty());
        assertThat(lease.generator().generate(1, 0, 3).count()).isEqualTo(3);
      }
      assertFails(() -> checkpoints.acquire(Choice.of(first, "")).join(), Kind.NOT_FOUND, "or it was pruned");
      awaitLatest("r-e0003");
    }
  }

  @Test
  void aRequestWaitsForACheckpointThatIsOnItsWay() throws Exception {
    start(Duration.ofSeconds(20));
    CompletableFuture<Lease> early = checkpoints.acquire(Choice.of("r-e0001", ""));
    assertThat(early).isNotDone();
    try (TestCheckpoints run = run("r", 2)) {
      run.publish(1);
    }
    early.get(20, TimeUnit.SECONDS).close();
  }
}
