package org.improvedgan.evaluator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.events.CloudEvents;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.RecordedLog;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.metrics.InceptionScore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service as it runs: a real broker, a real classifier in ONNX Runtime, a sampler that speaks the protocol. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(EvaluatorTestSetup.class)
class EvaluatorServiceTest {

  private static final String DEAD_LETTERS = Topics.deadLetter(Topics.CHECKPOINTS, "evaluator");
  private static final int SAMPLES = 1000;
  private static final long SEED = 1;

  private static final OnnxClassifier CLASSIFIER = BundledClassifiers.forDataset("drawn-digits", 1);

  private static Broker broker;
  private static FakeSampler sampler;

  @BeforeAll
  static void start() {
    broker = new Broker(setting("kafka.bootstrap.servers"));
    sampler = new FakeSampler(Integer.parseInt(setting("evaluator.sampler.target").split(":")[1]));
  }

  @AfterAll
  static void stop() {
    sampler.close();
    broker.close();
    CLASSIFIER.close();
  }

  @Test
  void aCheckpointIsScoredWithAllThatMakesTheScoreComparable() {
    CheckpointManifest manifest = served("scored", 3);
    broker.announce(manifest);

    EvaluationCompleted evaluation = onlyEvaluation(manifest.getCheckpointId());

    InceptionScore expected = expectedScore(manifest);
    assertThat(evaluation.getInceptionScore().getMean()).isEqualTo(expected.mean()).isBetween(5.0, 10.0);
    assertThat(evaluation.getInceptionScore().getStandardDeviation()).isEqualTo(expected.standardDeviation());
    assertThat(evaluation.getInceptionScore().getSplitScoresList()).isEqualTo(expected.splitScores());
    assertThat(evaluation.getCheckpoint().getRunId()).isEqualTo("scored");
    assertThat(evaluation.getCheckpoint().getEpoch()).isEqualTo(3);
    assertThat(evaluation.getCheckpoint().getIteration()).isEqualTo(1800);
    assertThat(evaluation.getCheckpoint().getGeneratorSha256())
        .isEqualTo(TestData.generatorSha256(manifest.getCheckpointId()));
    assertThat(evaluation.getProtocol().getClassifierSha256()).isEqualTo(CLASSIFIER.sha256());
    assertThat(evaluation.getProtocol().getSamples()).isEqualTo(SAMPLES);
    assertThat(evaluation.getProtocol().getSplits()).isEqualTo(10);
    assertThat(evaluation.getProtocol().getOrder()).isEqualTo("generated");
    assertThat(evaluation.getProtocol().getSeed()).isEqualTo(SEED);
    assertThat(evaluation.getProtocol().getQuantisation()).isEqualTo("uint8-round-half-even");
    assertThat(evaluation.getDurationSeconds()).isPositive();

    ConsumerRecord<String, byte[]> record = broker.read(Topics.EVALUATIONS).stream()
        .filter(one -> one.key().equals(evaluation.getEvaluationId())).findFirst().orElseThrow();
    assertThat(CloudEvents.read(record.headers())).hasValueSatisfying(event -> {
      assertThat(event.type()).isEqualTo("org.improvedgan.evaluation.completed.v1");
      assertThat(event.id()).isEqualTo(evaluation.getEvaluationId());
      assertThat(event.source()).isEqualTo("/evaluator-service");
    });
  }

  /** Traces are off here: nobody hears of spans, but what the service writes and logs belongs to the trace. */
  @Test
  void aScoreBelongsToTheTraceOfItsCheckpointAndTheLogNamesBoth() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    CheckpointManifest manifest = served("traced", 1);
    try (RecordedLog log = RecordedLog.of("org.improvedgan.evaluator.pipeline")) {
      Context.root().with(Span.wrap(SpanContext.create(trace, "b7ad6b7169203331", TraceFlags.getSampled(),
          TraceState.getDefault()))).wrap(() -> broker.announce(manifest)).run();
      EvaluationCompleted evaluation = onlyEvaluation(manifest.getCheckpointId());

      assertThat(broker.read(Topics.EVALUATIONS)).filteredOn(one -> one.key().equals(evaluation.getEvaluationId()))
          .singleElement().satisfies(record ->
              assertThat(Traces.told(record.headers())).hasValueSatisfying(told -> assertThat(told).contains(trace)));
      assertThat(log.lines(": Inception score")).extracting(RecordedLog.Line::ids).anySatisfy(ids ->
          assertThat(ids).containsAllEntriesOf(Map.of("runId", "traced", "checkpointId", manifest.getCheckpointId(),
              "evaluationId", evaluation.getEvaluationId(), "traceId", trace)).containsKey("spanId"));
      patiently().untilAsserted(() -> given().get("/q/metrics").then().body(containsString("evaluator_latest_score{"
          + "classifier=\"" + CLASSIFIER.name() + "\",metric=\"inception_score\",run=\"traced\",samples=\"1000\","
          + "statistic=\"mean\"} " + evaluation.getInceptionScore().getMean())));
    }
    given().get("/q/metrics").then().body(containsString("disk_free_bytes{"))
        .body(matchesPattern("(?s).*\ngan_kafka_received_bytes_total [1-9].*"));
  }

  /** The sentence is logged by another thread than the one that did the work, which is at work on others by then. */
  @Test
  void theLogNamesACheckpointThatIsSetAside() {
    try (RecordedLog log = RecordedLog.of("org.improvedgan.evaluator.pipeline")) {
      broker.announceRaw("set-aside-e0001", "no message".getBytes(StandardCharsets.UTF_8));
      patiently().untilAsserted(() -> assertThat(log.lines("Checkpoint set-aside-e0001 is set aside"))
          .singleElement().satisfies(line -> assertThat(line.ids())
              .containsEntry("checkpointId", "set-aside-e0001").doesNotContainKeys("runId", "evaluationId")));
      CheckpointManifest next = served("after-set-aside", 1);
      broker.announce(next);
      onlyEvaluation(next.getCheckpointId());
      assertThat(log.lines(": Inception score")).extracting(RecordedLog.Line::ids)
          .noneMatch(ids -> ids.containsValue("set-aside-e0001"));
    }
  }

  @Test
  void aCheckpointThatIsDeliveredAgainIsNotScoredAgain() {
    CheckpointManifest manifest = served("repeated", 1);
    broker.announce(manifest);
    broker.announce(manifest);
    CheckpointManifest next = served("repeated", 2);
    broker.announce(next);

    onlyEvaluation(next.getCheckpointId());
    assertThat(broker.evaluations(manifest.getCheckpointId())).hasSize(1);
  }

  @Test
  void aStreamThatBreaksIsTakenUpWhereItBroke() {
    CheckpointManifest manifest = served("broken-stream", 1);
    sampler.breakOnce(manifest.getCheckpointId(), 74);
    broker.announce(manifest);

    EvaluationCompleted evaluation = onlyEvaluation(manifest.getCheckpointId());
    assertThat(sampler.requests(manifest.getCheckpointId()))
        .anySatisfy(request -> assertThat(request.getFirstIndex() % (SAMPLES / 10)).isEqualTo(74));
    assertThat(evaluation.getInceptionScore().getMean()).isEqualTo(expectedScore(manifest).mean());
  }

  @Test
  void itWaitsUntilTheSamplerKnowsTheCheckpoint() {
    CheckpointManifest manifest = TestData.manifest("awaited", 1);
    broker.announce(manifest);
    patiently().until(() -> sampler.requests(manifest.getCheckpointId()).size() >= 2);
    patiently().untilAsserted(() -> given().get("/api/progress").then()
        .body("evaluating.subject", hasItem(manifest.getCheckpointId()))
        .body("evaluating.waitingFor", hasItem(containsString(manifest.getCheckpointId()))));

    sampler.serve(manifest.getCheckpointId(), TestData.generatorSha256(manifest.getCheckpointId()));
    onlyEvaluation(manifest.getCheckpointId());
  }

  @Test
  void aBrokenManifestIsSetAsideAndTheNextCheckpointIsScored() {
    byte[] garbage = "this is no manifest".getBytes(StandardCharsets.UTF_8);
    broker.announceRaw("garbage", garbage);
    CheckpointManifest misnamed = TestData.manifest("misnamed", 1);
    broker.announceRaw("another-name", misnamed.toByteArray());
    CheckpointManifest next = served("after-garbage", 1);
    broker.announce(next);

    onlyEvaluation(next.getCheckpointId());
    assertThat(deadLetter("garbage").value()).isEqualTo(garbage);
    assertThat(header(deadLetter("garbage"), DeadLetters.REASON)).contains("gan.checkpoints");
    assertThat(header(deadLetter("another-name"), DeadLetters.REASON)).contains("misnamed-e0001");
  }

  @Test
  void aCheckpointThatTheSamplerRefusesIsSetAside() {
    CheckpointManifest manifest = served("refused", 1);
    sampler.fail(manifest.getCheckpointId(), Status.FAILED_PRECONDITION.withDescription("Its model is broken."));
    broker.announce(manifest);
    CheckpointManifest swapped = TestData.manifest("swapped", 1);
    sampler.serve(swapped.getCheckpointId(), TestData.sha256(new byte[0]));
    broker.announce(swapped);

    patiently().untilAsserted(() -> {
      assertThat(header(deadLetter(manifest.getCheckpointId()), DeadLetters.REASON)).contains("Its model is broken.");
      assertThat(header(deadLetter(swapped.getCheckpointId()), DeadLetters.REASON)).contains("SHA-256");
    });
    given().get("/api/progress").then().body("notes.text", hasItem(containsString("Its model is broken.")));
    given().get("/q/health/ready").then().body(containsString("is set aside: "));
    given().get("/q/metrics").then()
        .body(containsString("evaluator_outcomes_total{outcome=\"dead-lettered\",stage=\"assembler\"}"));
  }

  @Test
  void aCheckpointOfADatasetWithoutClassifierIsSetAside() {
    CheckpointManifest manifest = served("landscapes", 1).toBuilder().setDataset("landscapes").build();
    broker.announce(manifest);

    patiently().untilAsserted(() -> assertThat(header(deadLetter(manifest.getCheckpointId()), DeadLetters.REASON))
        .contains("No classifier", "landscapes"));
    given().get("/api/progress").then().body("notes.text", hasItem(containsString("real images of landscapes")));
  }

  @Test
  void whoeverLosesItsPlaceInTheGroupLosesItsEvaluationToo() throws Exception {
    CheckpointManifest manifest = served("evicted", 1);
    sampler.hold(manifest.getCheckpointId());
    broker.announce(manifest);
    patiently().until(() -> !sampler.requests(manifest.getCheckpointId()).isEmpty());

    for (String group : List.of("evaluator", "evaluator-workers", "evaluator-assemblers", "evaluator-real-data")) {
      broker.evictAll(group);
    }

    patiently().until(() -> sampler.requests(manifest.getCheckpointId()).size() == 2);
    sampler.release(manifest.getCheckpointId());
    CheckpointManifest next = served("evicted", 2);
    broker.announce(next);
    onlyEvaluation(next.getCheckpointId());
    assertThat(broker.evaluations(manifest.getCheckpointId())).hasSize(1);
  }

  @Test
  void aPrunedCheckpointIsPassedOver() {
    CheckpointManifest pruned = TestData.manifest("pruned", 1);
    broker.announce(pruned);
    broker.announceRaw(pruned.getCheckpointId(), null);
    CheckpointManifest next = served("pruned", 2);
    broker.announce(next);

    onlyEvaluation(next.getCheckpointId());
    assertThat(broker.evaluations(pruned.getCheckpointId())).isEmpty();
    given().get("/api/progress").then().body("notes.text", hasItem(containsString("pruned-e0001 was pruned")));
  }

  @Test
  void theRealTestImagesAreScoredOnce() {
    broker.announce(served("real-data", 1));
    broker.announce(served("real-data", 2));
    onlyEvaluation("real-data-e0002");

    EvaluationCompleted real = onlyEvaluation("drawn-digits");
    assertThat(real.getDataset().getSplit()).isEqualTo("test");
    assertThat(real.getProtocol().getSamples()).isEqualTo(SAMPLES);
    assertThat(real.getProtocol().getOrder()).isEqualTo("stored");
    assertThat(real.getProtocol().getQuantisation()).isEqualTo("uint8-as-stored");
    assertThat(real.getProtocol().getSeed()).isZero();
    // The classifier learned other digits than these: well above chance, below the ten classes.
    assertThat(real.getInceptionScore().getMean()).isBetween(5.0, 10.0);
  }

  @Test
  void scoresCanBeHadAsJsonAndAsTable() {
    CheckpointManifest manifest = served("listed", 4);
    broker.announce(manifest);
    EvaluationCompleted evaluation = onlyEvaluation(manifest.getCheckpointId());
    String find = "find { it.checkpointId == '" + manifest.getCheckpointId() + "' }.";

    patiently().untilAsserted(() -> given().get("/api/evaluations").then().statusCode(200)
        .body(find + "inceptionScore.mean", equalTo((float) evaluation.getInceptionScore().getMean())));
    given().get("/api/evaluations").then()
        .body(find + "protocol.classifierName", equalTo(CLASSIFIER.name()))
        .body(find + "protocol.samples", equalTo(SAMPLES))
        .body(find + "epoch", equalTo(4))
        .body("findAll { it.subject == 'dataset' }.best", everyItem(equalTo(false)))
        .body("findAll { it.best }.size()", equalTo(1));

    String csv = given().get("/api/evaluations.csv").then().statusCode(200)
        .contentType("text/csv").extract().asString();
    List<String> lines = csv.lines().toList();
    assertThat(lines.get(0)).startsWith("evaluation_id,subject,checkpoint_id");
    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith(evaluation.getEvaluationId() + ",checkpoint,"));
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(31));
  }

  /** Two studies of 20 and 60 answers with error rates 0.5 and 0.1: 16 of 80 are wrong. */
  @Test
  void runsAreRankedAndPeoplesAnswersStandBesideTheScores() {
    CheckpointManifest manifest = served("ranked", 1);
    broker.announce(manifest);
    onlyEvaluation(manifest.getCheckpointId());
    onlyEvaluation("drawn-digits");
    HumanResult result = HumanResult.newBuilder().setCheckpointId(manifest.getCheckpointId()).setRaters(2).build();
    broker.send(EventType.HUMAN_RESULT.record("/test",
        result.toBuilder().setStudyId("one").setJudgements(10).setErrorRate(0.9).build()));
    // One with an arm replaces what was said before there were arms.
    broker.send(EventType.HUMAN_RESULT.record("/test",
        result.toBuilder().setStudyId("one").setArm("a").setJudgements(20).setErrorRate(0.5).build()));
    broker.send(EventType.HUMAN_RESULT.record("/test",
        result.toBuilder().setStudyId("two").setJudgements(60).setErrorRate(0.1).build()));

    String run = "[0].runs.find { it.runId == 'ranked' }.best.";
    patiently().untilAsserted(() -> given().get("/api/leaderboard").then().statusCode(200)
        .body("[0].protocol.ddof", equalTo(0))
        .body(run + "checkpointId", equalTo(manifest.getCheckpointId()))
        .body(run + "fid.referenceSamples", equalTo(SAMPLES))
        .body(run + "human.judgements", equalTo(80))
        .body(run + "human.studies", equalTo(2))
        .body(run + "human.errorRate", equalTo(0.2f)));
    given().get("/api/leaderboard.csv").then().statusCode(200).contentType("text/csv")
        .body(containsString("drawn-digits,"), containsString("," + manifest.getCheckpointId() + ","));
  }

  @Test
  void eachCheckpointHasAGridOfItsFirstImages() {
    CheckpointManifest manifest = served("pictured", 1);
    broker.announce(manifest);
    onlyEvaluation(manifest.getCheckpointId());

    byte[] png = given().get("/grids/" + manifest.getCheckpointId() + ".png").then().statusCode(200)
        .contentType("image/png").extract().asByteArray();
    Images grid = Png.decode(png);
    assertThat(grid.shape().width()).isEqualTo(8 * 28 * 2 + 7 * 2);
    assertThat(grid.pixels()[0]).isEqualTo(FakeSampler.image(manifest.getCheckpointId(), SEED, 0)[0]);

    given().get("/grids/nobody-knows-it.png").then().statusCode(404).body(containsString("nobody-knows-it"));
  }

  @Test
  void itShowsItsPageHealthAndMetrics() {
    given().get("/").then().statusCode(200).contentType("text/html")
        .header("Content-Security-Policy", containsString("default-src 'none'"));
    patiently().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    given().get("/q/health/live").then().statusCode(200);
    given().get("/api/progress").then().body("links.sampler", equalTo("http://localhost:8080/"));
    given().get("/q/metrics").then().body(containsString("evaluator_images_total"));
  }

  @Test
  void aRunningEvaluationShowsHowFarItIs() {
    CheckpointManifest manifest = served("watched", 1);
    sampler.hold(manifest.getCheckpointId());
    broker.announce(manifest);

    String find = "evaluating.find { it.subject == '" + manifest.getCheckpointId() + "' }.";
    patiently().untilAsserted(() -> given().get("/api/progress").then()
        .body(find + "samples", equalTo(SAMPLES)).body(find + "splits", equalTo(10))
        .body(find + "splitsDone", equalTo(0)));
    patiently().untilAsserted(() -> given().get("/q/metrics").then()
        .body(containsString("evaluator_evaluation_images_done{evaluation=\"" + manifest.getCheckpointId())));

    sampler.release(manifest.getCheckpointId());
    onlyEvaluation(manifest.getCheckpointId());
    patiently().untilAsserted(() -> given().get("/q/metrics").then()
        .body(not(containsString("evaluator_evaluation_images_done{evaluation=\"" + manifest.getCheckpointId()))));
  }

  private static CheckpointManifest served(String run, int epoch) {
    CheckpointManifest manifest = TestData.manifest(run, epoch);
    sampler.serve(manifest.getCheckpointId(), TestData.generatorSha256(manifest.getCheckpointId()));
    return manifest;
  }

  private static EvaluationCompleted onlyEvaluation(String subject) {
    patiently().until(() -> !broker.evaluations(subject).isEmpty());
    assertThat(broker.evaluations(subject)).hasSize(1);
    return broker.evaluations(subject).get(0);
  }

  private static ConsumerRecord<String, byte[]> deadLetter(String key) {
    return broker.read(DEAD_LETTERS).stream()
        .filter(record -> key.equals(header(record, DeadLetters.KEY)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No dead letter of " + key));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static InceptionScore expectedScore(CheckpointManifest manifest) {
    return TestData.score(CLASSIFIER, manifest.getCheckpointId(), SEED, SAMPLES, 10);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}
