package org.improvedgan.evaluator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.awaitility.core.ConditionFactory;
import org.improvedgan.evaluator.Broker;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.TestConfig;
import org.improvedgan.evaluator.TestData;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.scoring.Classifiers;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.evaluator.scoring.OfficialClassifier;
import org.improvedgan.evaluator.scoring.SplitCounts;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationFailure;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.SplitStatistics;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreStatistics;
import org.improvedgan.service.KafkaSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Loops that end at every step between taking a record and having written what it brought. */
class CrashTest {

  private static final int SPLITS = 10;
  private static final int PARTITIONS = 4;
  private static final Duration SESSION = Duration.ofSeconds(10);

  private static LocalKafka broker;
  private static Broker events;
  private static KafkaSettings kafka;
  private static EvaluatorConfig config;
  private static EvaluationLog evaluations;
  private static Assembler assembler;
  private static EvaluationPlans plans;
  private static int producers;

  @BeforeAll
  static void start() {
    broker = LocalKafka.startTemporary();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Topics.createAll(admin);
      Topics.create(admin, List.of(Topics.deadLetterTopic(Topics.CHECKPOINTS, "evaluator"),
          Topics.deadLetterTopic(Topics.EVALUATION_PARTS, "evaluator")));
    }
    events = new Broker(broker.bootstrapServers());
    kafka = new KafkaSettings(Map.of("bootstrap.servers", broker.bootstrapServers()));
    config = TestConfig.of(Map.of("evaluator.samples", "1000"));
    evaluations = new EvaluationLog(kafka);
    evaluations.start();
    assembler = new Assembler(config, evaluations, new Announcements(kafka));
    plans = new EvaluationPlans(config, new Classifiers(config,
        new OfficialClassifier(config, new EvaluationProgress(new SimpleMeterRegistry()))));
  }

  @AfterAll
  static void stop() {
    evaluations.close();
    events.close();
    broker.close();
  }

  @Test
  void aLoopThatDiesAtWorkLeavesItsRecordToTheNext() {
    request("dies-at-work");
    assertThatThrownBy(() -> run("dies-at-work", 1, record -> {
      throw new IllegalStateException("crash");
    })).hasMessage("crash");
    assertThat(written("dies-at-work")).isZero();

    run("dies-at-work", 1, CrashTest::copy);
    run("dies-at-work", 0, CrashTest::copy);
    assertThat(written("dies-at-work")).isEqualTo(1);
  }

  @Test
  void aLoopThatHasLostItsPlaceCannotWrite() {
    request("evicted");
    assertThatThrownBy(() -> run("evicted", 1, record -> {
      Outcome outcome = copy(record);
      evict("evicted");
      return outcome;
    })).isInstanceOf(KafkaException.class);
    assertThat(written("evicted")).isZero();

    run("evicted", 1, CrashTest::copy);
    assertThat(written("evicted")).isEqualTo(1);
  }

  @Test
  void aLoopThatDiesAfterItHasWrittenDoesNotWriteAgain() {
    request("dies-late");
    assertThatThrownBy(() -> run("dies-late", CrashTest::copy, outcome -> {
      throw new IllegalStateException("crash");
    }, () -> false)).hasMessage("crash");

    run("dies-late", 0, CrashTest::copy);
    assertThat(written("dies-late")).isEqualTo(1);
  }

  @Test
  void partsMakeOneResultHoweverOftenTheyComeAndWhoeverTakesThem() throws Exception {
    List<EvaluationPart> parts = parts("assembled");
    Collections.shuffle(parts, new Random(1));
    parts.subList(0, 6).forEach(CrashTest::send);
    parts.subList(2, 5).forEach(CrashTest::send);
    assemble("evaluated", 0);
    assertThat(events.evaluations("assembled-e0001")).isEmpty();

    parts.subList(4, SPLITS).forEach(CrashTest::send);
    parts.forEach(CrashTest::send);
    assemble("evaluated", 1);
    assertOneResult("assembled", parts);

    // What was written is known by the offset, and where Kafka forgot that, by the result itself.
    assemble("evaluated", 0);
    events.forgetOffsets("evaluator-assemblers");
    assemble("evaluated", 0);
    assertOneResult("assembled", parts);
  }

  @Test
  void anAssemblerThatHasLostItsPlaceLeavesTheResultToTheNext() throws InterruptedException {
    List<EvaluationPart> parts = parts("contested");
    parts.forEach(CrashTest::send);
    EvaluationLog slow = new EvaluationLog(kafka) {
      @Override
      public void awaitCurrent() {
        evict("evaluator-assemblers");
      }
    };
    assertThatThrownBy(() -> assemble(new Assembler(config, slow, new Announcements(kafka)), outcome -> { },
        () -> false)).isInstanceOf(KafkaException.class);
    assertThat(events.evaluations("contested-e0001")).isEmpty();

    assemble("evaluated", 1);
    assertOneResult("contested", parts);
  }

  @Test
  void aFailureEndsItsPlanOnceAndANewPlanMayStillSucceed() throws InterruptedException {
    CheckpointManifest manifest = TestData.manifest("failed", 1);
    events.announce(manifest);
    List<EvaluationPart> parts = parts("failed");
    EvaluationPart failure = parts.get(3).toBuilder()
        .setFailure(EvaluationFailure.newBuilder().setReason("It cannot be done.")).build();
    parts.subList(0, 3).forEach(CrashTest::send);
    send(failure);
    send(failure);
    parts.forEach(CrashTest::send);
    assemble("dead-lettered", 1);
    assertThat(events.evaluations("failed-e0001")).isEmpty();
    assertThat(events.read(Topics.deadLetter(Topics.CHECKPOINTS, "evaluator"))).singleElement().satisfies(letter -> {
      assertThat(letter.key()).isEqualTo("gan.checkpoints/0/0");
      assertThat(letter.value()).isEqualTo(manifest.toByteArray());
      assertThat(letter.headers().lastHeader(DeadLetters.REASON).value()).asString().isEqualTo("It cannot be done.");
      assertThat(letter.headers().lastHeader("ce_id").value()).asString().isEqualTo("failed-e0001");
    });

    List<EvaluationPart> again = parts.stream().map(part -> part.toBuilder()
        .setTask(part.getTask().toBuilder().setAnnouncedOffset(1)).build()).toList();
    again.forEach(CrashTest::send);
    assemble("evaluated", 1);
    assertOneResult("failed", parts);
  }

  @Test
  void anAssemblerTakesNothingTwiceWhenAnotherComesAndGoes() throws Exception {
    String deadLetters = Topics.deadLetter(Topics.EVALUATION_PARTS, "evaluator");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      events.send(new ProducerRecord<>(Topics.EVALUATION_PARTS, partition, "broken", new byte[] {1}));
    }
    Patience staying = new Patience("dead-lettered", PARTITIONS);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> stays = CompletableFuture.runAsync(() -> assemble(assembler, staying, over::get));
    try {
      soon().until(() -> events.read(deadLetters).size() == PARTITIONS);
      AtomicBoolean shared = new AtomicBoolean();
      CompletableFuture<Void> comes = CompletableFuture.runAsync(
          () -> assemble(assembler, outcome -> { }, shared::get));
      soon().until(() -> events.shares("evaluator-assemblers").equals(List.of(PARTITIONS / 2, PARTITIONS / 2)));
      shared.set(true);
      comes.get(1, TimeUnit.MINUTES);
      soon().until(() -> events.shares("evaluator-assemblers").equals(List.of(PARTITIONS)));
      // Behind what would be read again, in each partition.
      for (int partition = 0; partition < PARTITIONS; partition++) {
        events.send(new ProducerRecord<>(Topics.EVALUATION_PARTS, partition, "last", new byte[] {1}));
      }
      soon().until(() -> events.read(deadLetters).stream().filter(CrashTest::last).count() == PARTITIONS);
    } finally {
      over.set(true);
      stays.get(1, TimeUnit.MINUTES);
    }
    assertThat(events.read(deadLetters)).hasSize(2 * PARTITIONS);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static boolean last(ConsumerRecord<String, byte[]> letter) {
    return "last".equals(new String(letter.headers().lastHeader(DeadLetters.KEY).value(), StandardCharsets.UTF_8));
  }

  /** The statistics of made-up logits, one part a split. */
  private static List<EvaluationPart> parts(String run) throws InterruptedException {
    List<EvaluationPart> parts = new ArrayList<>();
    for (EvaluationTask task : plans.of(TestData.manifest(run, 1), 0, 0)) {
      InceptionScoreStatistics statistics = new InceptionScoreStatistics(10);
      Random random = new Random(run.hashCode() + task.getSplit());
      for (int image = 0; image < task.getSampleCount(); image++) {
        statistics.add(random.doubles(10, -5, 5).toArray());
      }
      SplitStatistics.Builder message = SplitStatistics.newBuilder().setRows(statistics.rows())
          .setNegativeEntropySum(statistics.negativeEntropySum());
      for (double sum : statistics.probabilitySums()) {
        message.addProbabilitySums(sum);
      }
      parts.add(EvaluationPart.newBuilder().setTask(task).setStatistics(message).build());
    }
    return parts;
  }

  private static void assertOneResult(String run, List<EvaluationPart> parts) {
    InceptionScore expected = InceptionScore.ofSplits(parts.stream()
        .sorted((one, other) -> one.getTask().getSplit() - other.getTask().getSplit())
        .map(part -> SplitCounts.of(part).score()).toList());
    assertThat(events.evaluations(run + "-e0001")).singleElement().satisfies(result -> {
      assertThat(result.getInceptionScore().getMean()).isEqualTo(expected.mean());
      assertThat(result.getInceptionScore().getSplitScoresList()).isEqualTo(expected.splitScores());
      assertThat(result.getEvaluationId()).startsWith(run + "-e0001/");
    });
  }

  private static void send(EvaluationPart part) {
    events.send(EventType.EVALUATION_PART.record("/test", part));
  }

  /** Runs an assembler until it has had this outcome so often, and a little longer. */
  private static void assemble(String outcome, int expected) {
    Patience patience = new Patience(outcome, expected);
    assemble(assembler, patience, patience);
    assertThat(patience.had).as(outcome).isEqualTo(expected);
  }

  private static void assemble(Assembler assembler, Consumer<Outcome> published, BooleanSupplier stopped) {
    try (Loop loop = new AssemblerLoop(new Stage(kafka, Topics.EVALUATION_PARTS, "evaluator-assemblers", SESSION,
        "crash-" + producers++, published), assembler)) {
      loop.run(stopped);
    }
  }

  private static void request(String run) {
    events.send(new ProducerRecord<>(Topics.TRAINING_REQUESTS, run, new byte[] {1}));
  }

  private static Outcome copy(ConsumerRecord<String, byte[]> record) {
    return Outcome.done("copied", List.of(new ProducerRecord<>(Topics.HUMAN_RESULTS, record.key(), record.value())));
  }

  private static long written(String run) {
    return events.read(Topics.HUMAN_RESULTS).stream().filter(record -> run.equals(record.key())).count();
  }

  /** Runs a loop until it has written so much, and a little longer. */
  private static void run(String group, int expected, RecordLoop.Handler handler) {
    Patience patience = new Patience("copied", expected);
    run(group, handler, patience, patience);
    assertThat(patience.had).as(group).isEqualTo(expected);
  }

  /** Runs a loop over all requests; only those of this group's name count. */
  private static void run(String group, RecordLoop.Handler handler, Consumer<Outcome> published,
      BooleanSupplier stopped) {
    RecordLoop.Handler own = record ->
        record.key().equals(group) ? handler.handle(record) : Outcome.nothing("of another test");
    Stage stage = new Stage(kafka, Topics.TRAINING_REQUESTS, group, SESSION, "crash-" + producers++, outcome -> {
      if (outcome.matters()) {
        published.accept(outcome);
      }
    });
    try (Loop loop = new RecordLoop(stage, own)) {
      loop.run(stopped);
    }
  }

  /** Counts what comes of a loop, and stops it some time after that was enough. */
  private static final class Patience implements Consumer<Outcome>, BooleanSupplier {

    private static final Duration LONGER = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String outcome;
    private final int expected;
    private final Instant start = Instant.now();
    private Instant enough;
    private int had;

    Patience(String outcome, int expected) {
      this.outcome = outcome;
      this.expected = expected;
    }

    @Override
    public void accept(Outcome one) {
      had += one.kind().equals(outcome) ? 1 : 0;
    }

    @Override
    public boolean getAsBoolean() {
      if (enough == null && had >= expected) {
        enough = Instant.now();
      }
      return enough != null && Instant.now().isAfter(enough.plus(LONGER)) || Instant.now().isAfter(start.plus(LIMIT));
    }
  }

  private static void evict(String group) {
    try {
      events.evictAll(group);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
