package org.improvedgan.evaluator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.improvedgan.evaluator.Broker;
import org.improvedgan.evaluator.FakeSampler;
import org.improvedgan.evaluator.TestData;
import org.improvedgan.evaluator.scoring.Distances;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxModelBuilder;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.metrics.FeatureStatistics;
import org.improvedgan.metrics.FrechetDistance;
import org.improvedgan.metrics.InceptionScore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several evaluators on one broker, and what can go wrong between the steps of an evaluation. */
class PipelineTest {

  private static final int SAMPLES = 1000;
  private static final int SPLITS = 10;

  private static LocalKafka kafka;
  private static Broker broker;
  private static FakeSampler sampler;
  private static OnnxClassifier classifier;

  @TempDir
  private Path folder;
  private final List<Instance> instances = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    kafka = LocalKafka.startTemporary();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    broker = new Broker(kafka.bootstrapServers());
    sampler = new FakeSampler(0);
    classifier = BundledClassifiers.forDataset("drawn-digits", 1);
  }

  @AfterAll
  static void stopBroker() {
    classifier.close();
    sampler.close();
    broker.close();
    kafka.close();
  }

  @AfterEach
  void stopInstances() {
    instances.forEach(Instance::close);
  }

  /** Bit for bit: no tolerance. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyNumberOfInstancesGivesTheSameBits(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      start(Map.of());
    }
    awaitShares("evaluator-workers", number);
    CheckpointManifest manifest = announce("shared-by-" + number, 1);

    assertRight(manifest);
    assertThat(sampler.requests(manifest.getCheckpointId())).as("each split is sampled once").hasSize(SPLITS);
    assertThat(instances).as("each instance takes its share").allSatisfy(
        instance -> assertThat(instance.outcomes("worker", "scored")).isGreaterThanOrEqualTo(SPLITS / number - 1));
  }

  @Test
  void instancesThatComeAndGoLeaveOneResult() {
    SplittableRandom random = new SplittableRandom(3);
    start(Map.of());
    start(Map.of());
    List<CheckpointManifest> manifests = new ArrayList<>();
    for (int epoch = 1; epoch <= 4; epoch++) {
      manifests.add(announce("restless", epoch));
      instances.remove(random.nextInt(instances.size())).close();
      start(Map.of());
    }
    manifests.forEach(this::assertRight);
  }

  @Test
  void whatWasAnnouncedWhileItRanIsPlannedOnce() {
    CheckpointManifest manifest = TestData.manifest("twice", 1);
    sampler.hold(serve(manifest));
    Instance instance = start(Map.of());
    broker.announce(manifest);
    broker.announce(manifest);
    patiently().until(() -> instance.outcomes("planner", "repeated") == 1);
    sampler.release(manifest.getCheckpointId());

    assertRight(manifest);
    assertThat(sampler.requests(manifest.getCheckpointId())).hasSize(SPLITS);
  }

  @Test
  void aSamplerThatIsDownIsWaitedForInSight() {
    FakeSampler late = new FakeSampler(0);
    int port = late.port();
    late.close();
    Instance instance = start(port, Map.of());
    CheckpointManifest manifest = announce("late-sampler", 1);

    patiently().untilAsserted(() -> assertThat(instance.running.list()).anySatisfy(one -> {
      assertThat(one.subject()).isEqualTo(manifest.getCheckpointId());
      assertThat(one.waitingFor()).hasValueSatisfying(sentence -> assertThat(sentence)
          .startsWith("Waiting for the sampler at localhost:" + port));
    }));
    assertThat(instance.gauge("evaluator.waiting")).isEqualTo(1);
    assertThat(instance.pipeline.trouble()).isEmpty();

    late = new FakeSampler(port);
    try (FakeSampler up = late) {
      up.serve(manifest.getCheckpointId(), TestData.generatorSha256(manifest.getCheckpointId()));
      assertRight(manifest);
    }
    assertThat(instance.gauge("evaluator.waiting")).isZero();
  }

  @Test
  void aClassifierThatGivesNaNSetsTheCheckpointAsideOnce() throws IOException {
    Map<String, String> nan = Map.of("evaluator.classifier", nanClassifier().toString());
    Instance instance = start(nan);
    start(nan);
    CheckpointManifest manifest = announce("not-a-number", 1);

    patiently().until(() -> letters(Topics.CHECKPOINTS, manifest.getCheckpointId()).size() == 1);
    assertThat(reason(letters(Topics.CHECKPOINTS, manifest.getCheckpointId()).get(0)))
        .isEqualTo("The classifier gave NaN as a logit: its outputs must be finite.");
    patiently().until(() -> instances.stream().mapToDouble(
        one -> one.outcomes("worker", "failed") + one.outcomes("worker", "repeated")).sum() == SPLITS);
    assertThat(instances.stream().flatMap(one -> one.progress.notes().stream()))
        .filteredOn(note -> note.text().contains(manifest.getCheckpointId())).singleElement()
        .satisfies(note -> assertThat(note.text()).contains("is set aside: The classifier gave NaN"));
    assertThat(instances.stream().mapToDouble(one -> one.outcomes("assembler", "dead-lettered")).sum()).isEqualTo(1);
    assertThat(instance.running.list()).isEmpty();
    assertThat(instance.running.setAside()).contains(manifest.getCheckpointId());

    // Sent again by whoever has looked after it, it is tried again.
    broker.announce(manifest);
    patiently().until(() -> letters(Topics.CHECKPOINTS, manifest.getCheckpointId()).size() == 2);
    assertThat(broker.evaluations(manifest.getCheckpointId())).isEmpty();
  }

  @Test
  void poisonIsSetAsideAndTheNextEvaluationIsDone() {
    start(Map.of());
    byte[] garbage = "neither task nor part".getBytes(StandardCharsets.UTF_8);
    broker.send(new ProducerRecord<>(Topics.EVALUATION_TASKS, "garbage-task", garbage));
    broker.send(new ProducerRecord<>(Topics.EVALUATION_TASKS, "no-task", null));
    broker.send(new ProducerRecord<>(Topics.EVALUATION_PARTS, "garbage-part", garbage));
    CheckpointManifest first = announce("poisoned", 1);
    assertRight(first);

    EvaluationTask task = task(first, 3);
    broker.send(EventType.EVALUATION_PLANNED.record("/test", task.toBuilder().setFirstSample(7).build()));
    broker.send(EventType.EVALUATION_PLANNED.record("/test", task.toBuilder().setEvaluationId("another").build()));
    broker.send(EventType.EVALUATION_PART.record("/test", EvaluationPart.newBuilder().setTask(task.toBuilder()
        .setSplit(99)).build()));
    CheckpointManifest second = announce("poisoned", 2);
    assertRight(second);

    patiently().untilAsserted(() -> {
      assertThat(reason(letters(Topics.EVALUATION_TASKS, "garbage-task").get(0))).contains("gan.evaluation-tasks");
      assertThat(reason(letters(Topics.EVALUATION_TASKS, "no-task").get(0))).contains("has no value");
      assertThat(letters(Topics.EVALUATION_PARTS, "garbage-part").get(0).value()).isEqualTo(garbage);
      assertThat(reason(letters(Topics.EVALUATION_TASKS, task.getEvaluationId() + "/3").get(0)))
          .contains("Images 7 to 106 are not split 3 of 10 of 1000 images.");
      assertThat(reason(letters(Topics.EVALUATION_TASKS, "another/3").get(0))).contains("names evaluation \"another\"");
      assertThat(reason(letters(Topics.EVALUATION_PARTS, task.getEvaluationId()).get(0))).contains("are not split 99");
    });
  }

  @Test
  void anotherGroupsTasksArePassedOver() {
    Instance instance = start(Map.of());
    CheckpointManifest manifest = announce("own-group", 1);
    assertRight(manifest);
    EvaluationTask foreign = task(manifest, 0).toBuilder().setGroup("others").setAnnouncedOffset(1_000_000).build();
    broker.send(EventType.EVALUATION_PLANNED.record("/test", foreign));
    broker.send(EventType.EVALUATION_PART.record("/test", EvaluationPart.newBuilder().setTask(foreign).build()));

    patiently().until(() -> instance.outcomes("worker", "passed-over") == 1
        && instance.outcomes("assembler", "passed-over") == 1);
    assertThat(sampler.requests(manifest.getCheckpointId())).hasSize(SPLITS);
  }

  private Instance start(Map<String, String> settings) {
    return start(sampler.port(), settings);
  }

  private Instance start(int samplerPort, Map<String, String> settings) {
    Instance instance = Instance.start(kafka.bootstrapServers(), samplerPort, settings);
    instances.add(instance);
    return instance;
  }

  private static void awaitShares(String group, int members) {
    patiently().ignoreExceptions().until(() -> {
      List<Integer> shares = broker.shares(group);
      return shares.size() == members && shares.stream().allMatch(share -> share >= 10 / members);
    });
  }

  private static String serve(CheckpointManifest manifest) {
    sampler.serve(manifest.getCheckpointId(), TestData.generatorSha256(manifest.getCheckpointId()));
    return manifest.getCheckpointId();
  }

  private static CheckpointManifest announce(String run, int epoch) {
    CheckpointManifest manifest = TestData.manifest(run, epoch);
    serve(manifest);
    broker.announce(manifest);
    return manifest;
  }

  private void assertRight(CheckpointManifest manifest) {
    String checkpoint = manifest.getCheckpointId();
    patiently().until(() -> !broker.evaluations(checkpoint).isEmpty());
    InceptionScore expected = TestData.score(classifier, checkpoint, 1, SAMPLES, SPLITS);
    assertThat(broker.evaluations(checkpoint)).singleElement().extracting(EvaluationCompleted::getInceptionScore)
        .satisfies(score -> {
          assertThat(score.getMean()).isEqualTo(expected.mean());
          assertThat(score.getStandardDeviation()).isEqualTo(expected.standardDeviation());
          assertThat(score.getSplitScoresList()).isEqualTo(expected.splitScores());
        });
    assertDistance(broker.evaluations(checkpoint).get(0));
  }

  /** The same bits, whether the real images were scored before the checkpoint, or are still awaited. */
  private void assertDistance(EvaluationCompleted evaluation) {
    String checkpoint = evaluation.getCheckpoint().getCheckpointId();
    FeatureStatistics expected = TestData.features(classifier, checkpoint, 1, SAMPLES, SPLITS);
    assertThat(evaluation.hasFid()).isNotEqualTo(evaluation.hasFeatures());
    if (evaluation.hasFeatures()) {
      assertThat(evaluation.getFeatures().getMeanList()).isEqualTo(DoubleStream.of(expected.mean()).boxed().toList());
    }
    patiently().until(() -> !broker.evaluations("drawn-digits").isEmpty());
    EvaluationCompleted real = broker.evaluations("drawn-digits").get(0);
    double distance = FrechetDistance.of(expected, new FeatureStatistics(real.getFeatures().getRows(),
        real.getFeatures().getMeanList().stream().mapToDouble(Double::doubleValue).toArray(),
        real.getFeatures().getCoMomentsList().stream().mapToDouble(Double::doubleValue).toArray())).value();
    assertThat(Distances.complete(evaluation, List.of(real)).getFid().getValue()).isEqualTo(distance);
    patiently().untilAsserted(() -> assertThat(instances.get(0).evaluations.all())
        .filteredOn(one -> one.getEvaluationId().equals(evaluation.getEvaluationId())).singleElement()
        .satisfies(one -> assertThat(one.getFid().getValue()).isEqualTo(distance)));
  }

  /** A task as it was planned for a checkpoint. */
  private static EvaluationTask task(CheckpointManifest manifest, int split) {
    return broker.read(Topics.EVALUATION_TASKS).stream()
        .filter(record -> record.key().startsWith(manifest.getCheckpointId() + "/")
            && record.key().endsWith("/" + split))
        .map(record -> EventType.EVALUATION_PLANNED.parse(record.value()))
        .findFirst().orElseThrow();
  }

  private static List<ConsumerRecord<String, byte[]>> letters(String topic, String key) {
    return broker.read(Topics.deadLetter(topic, "evaluator")).stream()
        .filter(record -> key.equals(header(record, DeadLetters.KEY))).toList();
  }

  private static String reason(ConsumerRecord<String, byte[]> letter) {
    return header(letter, DeadLetters.REASON);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private Path nanClassifier() throws IOException {
    float[] nothing = new float[784 * 10];
    Arrays.fill(nothing, Float.NaN);
    byte[] onnx = new OnnxModelBuilder()
        .input("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1)
        .node("Cast", List.of("images"), "numbers", Map.of("to", OnnxModelBuilder.FLOAT))
        .integers("flat", -1, 784)
        .node("Reshape", List.of("numbers", "flat"), "features")
        .weights("w", nothing, 784, 10)
        .node("MatMul", List.of("features", "w"), "logits")
        .output("logits", OnnxModelBuilder.FLOAT, -1, 10)
        .output("features", OnnxModelBuilder.FLOAT, -1, 784)
        .build();
    Files.write(folder.resolve("nan.onnx"), onnx);
    Files.writeString(folder.resolve("nan.properties"), new ClassifierManifest("nan", "anything", "images",
        new ImageShape(28, 28, 1), "logits", 10, "features", 784, 0.5, 100, TestData.sha256(onnx), "none").format());
    return folder.resolve("nan.onnx");
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}
