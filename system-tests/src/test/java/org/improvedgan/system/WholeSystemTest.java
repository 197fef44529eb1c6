package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.system.RunningSystem.PATIENCE;
import static org.improvedgan.system.RunningSystem.PORT_OFFSET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One run from its first checkpoint to its last, with a crash of each service on the way. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeSystemTest {

  private static final int EPOCHS = 8;

  @TempDir
  private static Path folder;
  private static ServerSocket takenByAnother;
  private static RunningSystem system;
  private static EventLog events;
  private static TraceCollector traces;

  @BeforeAll
  static void start() throws IOException {
    takenByAnother = new ServerSocket(8080 + PORT_OFFSET, 1, InetAddress.getLoopbackAddress());
    traces = TraceCollector.start();
    List<String> environment = new ArrayList<>(traces.environment());
    environment.add(JsonLog.ON);
    system = RunningSystem.start(folder, environment, "--set", "epochs=" + EPOCHS, "--set", "iterations-per-epoch=400");
    await("the address of the broker").atMost(PATIENCE).ignoreExceptions().until(() -> !system.url("kafka").isEmpty());
    events = EventLog.follow(system.url("kafka"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (events != null) {
      events.close();
    }
    if (system != null) {
      system.close();
    }
    if (traces != null) {
      traces.close();
    }
    takenByAnother.close();
  }

  @Test
  @Order(1)
  void crashesLoseNoCheckpointAndRepeatNoScore() throws Exception {
    await("the first checkpoint").atMost(PATIENCE).until(() -> !events.checkpoints().isEmpty());
    system.killAndAwaitRestart("trainer", "trainer");
    system.awaitReady();
    awaitScores(1);
    system.killAndAwaitRestart("sampler", "sampler");
    awaitScores(2);
    system.killAndAwaitRestart("evaluator", "evaluator");
    await("the end of the training").atMost(PATIENCE).until(() -> events.has(State.COMPLETED));
    awaitScores(EPOCHS);
    String run = system.file().get("run").asText();
    List<String> expected = IntStream.rangeClosed(1, EPOCHS).mapToObj(epoch -> String.format("%s-e%04d", run, epoch))
        .toList();
    assertThat(events.checkpoints()).extracting(CheckpointManifest::getCheckpointId)
        .containsExactlyElementsOf(expected);
    assertThat(events.scored()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(events.evaluations()).extracting(EvaluationCompleted::getEvaluationId).doesNotHaveDuplicates();
    assertThat(events.has(State.RESUMED)).as("the killed trainer resumed its run").isTrue();
    assertThat(system.up().standardError()).contains("The trainer died (signal 9) and is started again",
        "The sampler died (signal 9) and is started again", "The evaluator died (signal 9) and is started again");
  }

  @Test
  @Order(2)
  void aTakenPortIsReplacedAloud() throws IOException {
    assertThat(system.up().standardError()).containsPattern(
        "Port " + (8080 + PORT_OFFSET) + " is taken: the sampler's page uses \\d+\\.");
    assertThat(system.url("sampler")).isNotEqualTo("http://127.0.0.1:" + (8080 + PORT_OFFSET));
  }

  @Test
  @Order(3)
  void aSecondSystemInTheSameFolderIsRefused() throws Exception {
    try (GanCommand second = GanCommand.start(folder, "up", "--set", "dataset=drawn-digits", "--state",
        system.state().toString())) {
      assertThat(second.exitCode(Duration.ofMinutes(1))).isEqualTo(1);
      assertThat(second.standardError()).startsWith("gan: A system is already running in " + system.state())
          .contains("process " + system.up().handle().pid()).hasLineCount(1);
    }
  }

  @Test
  @Order(4)
  void theSameCheckpointAndSeedGiveTheSameFile() throws Exception {
    String checkpoint = events.checkpoints().get(1).getCheckpointId();
    byte[] first = sample("first.png", checkpoint, "7");
    assertThat(sample("again.png", checkpoint, "7")).isEqualTo(first);
    assertThat(sample("other.png", checkpoint, "8")).isNotEqualTo(first);
  }

  @Test
  @Order(5)
  void anUnknownCheckpointIsRefusedInOneSentence() throws Exception {
    try (GanCommand gan = GanCommand.start(folder, "sample", "--target", system.url("samplerGrpc"), "--checkpoint",
        "no-such", "--out", "none.png")) {
      assertThat(gan.exitCode(Duration.ofMinutes(1))).isEqualTo(1);
      assertThat(gan.standardError()).contains("no-such").hasLineCount(1);
      assertThat(folder.resolve("none.png")).doesNotExist();
    }
  }

  @Test
  @Order(6)
  void theEvaluatorsPageShowsEveryScore() throws Exception {
    try (Browser browser = Browser.open()) {
      browser.page().navigate(system.url("evaluator"));
      for (String id : events.scored()) {
        browser.awaitText(id);
      }
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  @Order(7)
  void aRaterJudgesAPageAndSeesTheRate() throws Exception {
    try (Browser browser = Browser.open()) {
      browser.page().navigate(system.url("humanEval"));
      browser.page().locator("#start").click();
      browser.page().locator("#stage input").first().check();
      browser.page().locator("#send").click();
      browser.awaitText("You were right about");
      browser.page().navigate(system.url("humanEval") + "/results");
      browser.awaitText("25 answers");
      assertThat(browser.troubles()).isEmpty();
    }
  }

  /** A run of its own, after all crashes: of what a killed process did, the spans may be missing. */
  @Test
  @Order(8)
  void aRatingLeadsToTheTraceFromTheCheckpointToItsScoreAndTheLogsNameBoth() throws Exception {
    String judged = CheckpointBundle.id("traced", 1);
    TrainingRequests.send(system.url("kafka"), "traced", RunningSystem.TINY, "epochs=1", "iterations-per-epoch=100");
    await("its score").atMost(PATIENCE).until(() -> events.scored().contains(judged));
    // The human evaluation hears of the score a moment later.
    TraceCollector.Span rating = await("a rating that knows of it").atMost(PATIENCE).pollInterval(Duration.ofSeconds(2))
        .until(() -> {
          RatingByHttp.judge(system.url("humanEval"));
          return traces.named("send rated").stream().filter(span -> span.attributes().containsValue(judged))
              .filter(span -> !span.links().isEmpty()).findFirst();
        }, Optional::isPresent).orElseThrow();
    assertThat(rating.links()).as("the checkpoint's trace").hasSize(1).doesNotContain(rating.traceId());
    String trace = rating.links().get(0);
    // Each service sends its own spans, when it gets to it.
    await("the whole trace").atMost(PATIENCE).untilAsserted(() ->
        assertThat(traces.trace(trace)).extracting(span -> span.service() + ": " + span.name()).contains(
            "trainer-service: publish checkpoint", "sampler-service: load checkpoint",
            "evaluator-service: process gan.checkpoints", "evaluator-service: process gan.evaluation-tasks",
            "evaluator-service: assemble evaluation", "sampler-service: improvedgan.sampler.v1.Sampler/Sample"));
    assertThat(traces.named("assemble evaluation")).filteredOn(span -> span.traceId().equals(trace)).singleElement()
        .satisfies(span -> assertThat(span.links()).as("the splits").hasSize(10).containsOnly(trace));

    assertThat(traces.named("POST /api/pages/{token}/answers")).isNotEmpty().allSatisfy(span ->
        assertThat(span.attributes()).containsEntry("url.path", "/api/pages/{token}/answers"));
    assertThat(traces.named("POST /api/studies/{study}/sessions")).isNotEmpty().allSatisfy(span ->
        assertThat(span.attributes().values()).noneMatch(value -> value.contains(RatingByHttp.WORKER)));

    assertLogged("trainer", "Published checkpoint " + judged, Map.of("runId", "traced", "checkpointId", judged));
    assertLogged("sampler", "Checkpoint " + judged + " serves",
        Map.of("runId", "traced", "checkpointId", judged, "traceId", trace));
    assertLogged("evaluator", judged + "/", Map.of("runId", "traced", "checkpointId", judged, "traceId", trace));
    assertLogged("human-eval", "The images of " + judged, Map.of("studyId", "open", "checkpointId", judged));
  }

  @Test
  @Order(9)
  void ctrlCLeavesNoProcessBehind() throws Exception {
    List<ProcessHandle> family = system.family();
    assertThat(family).as("up, four services and PostgreSQL").hasSizeGreaterThanOrEqualTo(6);
    system.up().signal("INT");
    assertThat(system.up().exitCode(Duration.ofMinutes(1))).isEqualTo(130);
    assertThat(family).as("processes that are left").noneMatch(ProcessHandle::isAlive);
    assertThat(system.state().resolve("system.json")).doesNotExist();
  }

  /** One line of JSON says this, and has these ids. */
  private static void assertLogged(String service, String text, Map<String, String> ids) throws IOException {
    assertThat(JsonLog.read(system.state().resolve("logs").resolve(service + ".log")).saying(text)).singleElement()
        .satisfies(line -> {
          assertThat(line.get("service").asText()).isEqualTo(service);
          ids.forEach((key, id) -> assertThat(line.at("/mdc/" + key).asText()).as(key).isEqualTo(id));
        });
  }

  private static void awaitScores(int wanted) {
    await(wanted + " scores").atMost(PATIENCE).until(() -> events.scored().size() >= wanted);
  }

  private static byte[] sample(String file, String checkpoint, String seed) throws IOException, InterruptedException {
    try (GanCommand gan = GanCommand.start(folder, "sample", "--target", system.url("samplerGrpc"), "--checkpoint",
        checkpoint, "--count", "64", "--seed", seed, "--out", file)) {
      assertThat(gan.exitCode(Duration.ofMinutes(1))).as(gan.standardError()).isZero();
      assertThat(gan.lastLine()).contains(checkpoint).containsPattern("generator SHA-256 [0-9a-f]{64}$");
      return Files.readAllBytes(folder.resolve(file));
    }
  }
}
