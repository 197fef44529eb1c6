package org.improvedgan.trainer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.improvedgan.trainer.Broker.request;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.CloudEvents;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.RecordedLog;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service as it is deployed, with the real training library. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
class TrainerServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  /** Small enough for seconds. */
  private static final Map<String, String> TINY = Map.of("dataset", "drawn-digits", "epochs", "2",
      "iterations-per-epoch", "3", "batch-size", "20", "generator-layers", "30,30", "discriminator-layers", "40,30",
      "initialisation-batch", "50", "population-samples", "100");

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private Broker broker;

  @BeforeEach
  void connect() {
    broker = new Broker(Map.of("bootstrap.servers", bootstrapServers));
  }

  @Test
  void trainsDrawnDigitsEndToEnd() {
    try (RecordedLog log = RecordedLog.of("org.improvedgan.trainer")) {
      broker.send(request("tiny", "mnist-demo", TINY));
      await().atMost(PATIENCE).until(() -> broker.over("tiny"));
      await().atMost(PATIENCE).until(() -> !log.lines("Run ").isEmpty());
      assertThat(log.lines("Published checkpoint")).extracting(RecordedLog.Line::ids).containsExactly(
          Map.of("runId", "tiny", "checkpointId", "tiny-e0001"), Map.of("runId", "tiny", "checkpointId", "tiny-e0002"));
      assertThat(log.lines("Run ")).extracting(RecordedLog.Line::ids).containsExactly(Map.of("runId", "tiny"));
    }

    List<TrainingProgressed> progress = broker.progress("tiny");
    assertThat(progress).last().satisfies(last -> assertThat(last.getState()).as(last.getMessage())
        .isEqualTo(State.COMPLETED));
    assertThat(broker.checkpointIds("tiny")).containsExactly("tiny-e0001", "tiny-e0002");
    CheckpointManifest manifest = broker.manifests("tiny").get(1);
    assertThat(manifest.getSettingsMap()).containsAllEntriesOf(TINY);
    assertThat(manifest.getGitRevision()).isEqualTo(GitRevision.get());
    try (var reader = new CheckpointReader(broker.config())) {
      assertThat(reader.read(manifest)).containsKeys("generator.onnx", "state.bin");
    }
    assertThat(broker.records(Topics.CHECKPOINTS)).isNotEmpty().allSatisfy(record ->
        assertThat(CloudEvents.read(record.headers())).hasValueSatisfying(event ->
            assertThat(event.type()).isEqualTo("org.improvedgan.checkpoint.published.v1")));

    await().atMost(PATIENCE).untilAsserted(() -> get("/api/runs/tiny").then().statusCode(200)
        .body("state", is("COMPLETED")).body("checkpointId", is("tiny-e0002")).body("iteration", is(6)));
    get("/q/metrics").then().body(containsString("gan_checkpoints_published_total"));
  }

  @Test
  void trainsAnotherExperimentOfThePaperWithOverrides() {
    Map<String, String> overrides = new HashMap<>(TINY);
    overrides.put("labels", "20");
    broker.send(request("era", "mnist-feature-matching-paper-era", overrides));
    overrides.put("labels", "25");
    broker.send(request("uneven", "mnist-feature-matching-paper-era", overrides));
    await().atMost(PATIENCE).until(() -> broker.over("era") && broker.over("uneven"));
    assertThat(broker.progress("era")).last().satisfies(last -> assertThat(last.getState()).as(last.getMessage())
        .isEqualTo(State.COMPLETED));
    assertThat(broker.manifests("era").get(0).getMetricsMap()).containsKey("test.error");
    assertThat(broker.progress("uneven")).last().satisfies(last -> {
      assertThat(last.getState()).isEqualTo(State.FAILED);
      assertThat(last.getMessage())
          .startsWith("The setting labels must be 0 (all) or a multiple of the 10 classes of drawn-digits, at most ");
    });
  }

  @Test
  void setsBadRequestsAsideSaysWhyAndGoesOn() {
    broker.send(new ProducerRecord<>(Topics.TRAINING_REQUESTS, "garbage", "garbage".getBytes(StandardCharsets.UTF_8)));
    broker.send(request("no experiment", "mnist-demo", Map.of()));
    broker.send(request("unknown-experiment", "imagenet", Map.of()));
    broker.send(request("unknown-setting", "mnist-demo", Map.of("colour", "red")));
    broker.send(request("unknown-dataset", "mnist-demo", Map.of("dataset", "mnits")));
    await().atMost(PATIENCE).until(() -> deadLetters().size() == 5);

    assertThat(deadLetters()).extracting(record -> header(record, DeadLetters.KEY)).containsExactlyInAnyOrder(
        "garbage", "no experiment", "unknown-experiment", "unknown-setting", "unknown-dataset");
    assertThat(deadLetters()).allSatisfy(record -> {
      assertThat(header(record, DeadLetters.REASON)).endsWith(".");
      assertThat(header(record, DeadLetters.TOPIC)).isEqualTo(Topics.TRAINING_REQUESTS);
    });
    for (String run : List.of("unknown-experiment", "unknown-setting", "unknown-dataset")) {
      assertThat(broker.progress(run)).singleElement().satisfies(failed -> {
        assertThat(failed.getState()).isEqualTo(State.FAILED);
        assertThat(failed.getMessage()).isNotBlank();
      });
    }
    get("/q/health/ready").then().statusCode(200);
    get("/q/health/live").then().statusCode(200);
  }

  @Test
  void saysThatTheDataAreMissingOnThisMachine() {
    broker.send(request("no-data", "mnist-demo", Map.of()));
    await().atMost(PATIENCE).until(() -> broker.over("no-data"));
    assertThat(broker.progress("no-data")).last().satisfies(failed -> {
      assertThat(failed.getState()).isEqualTo(State.FAILED);
      assertThat(failed.getMessage()).containsIgnoringCase("mnist");
    });
  }

  @Test
  void doesNotKnowARunThatNobodyAskedFor() {
    given().get("/api/runs/nobody").then().statusCode(404);
  }

  private List<ConsumerRecord<String, byte[]>> deadLetters() {
    return broker.records(Topics.deadLetter(Topics.TRAINING_REQUESTS, Topics.TRAINER_GROUP));
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
