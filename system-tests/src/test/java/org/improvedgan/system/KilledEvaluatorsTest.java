package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreStatistics;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three evaluators share two evaluations, and are killed and started again while they do. */
class KilledEvaluatorsTest {

  private static final int SAMPLES = 20_000;
  private static final int SPLITS = 10;
  private static final int KILLS = 4;
  private static final String RUN = "shared";
  private static final long RANDOM_SEED = 5;

  @TempDir
  private Path folder;
  private LocalKafka kafka;
  private EventLog events;
  private int samplerPort;
  private ServiceProcess sampler;
  private final List<ServiceProcess> evaluators = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    kafka = LocalKafka.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    events = EventLog.follow(kafka.bootstrapServers());
    samplerPort = FreePort.next();
    sampler = ServiceProcess.start(folder, "sampler-service", Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "QUARKUS_GRPC_SERVER_PORT", String.valueOf(samplerPort)));
  }

  @AfterEach
  void stop() {
    evaluators.forEach(ServiceProcess::close);
    sampler.close();
    events.close();
    kafka.close();
  }

  @Test
  void whateverIsKilledEachResultComesOnceAndRight() throws Exception {
    for (int i = 0; i < 3; i++) {
      startEvaluator();
    }
    for (ServiceProcess evaluator : evaluators) {
      evaluator.awaitReady();
    }
    publish(1);
    sampler.awaitReady();
    publish(2);
    await("the first part").atMost(RunningSystem.PATIENCE).until(() -> events.parts() > 0);
    SplittableRandom random = new SplittableRandom(RANDOM_SEED);
    int early = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      early += events.scored().size() < 2 ? 1 : 0;
      evaluators.remove(random.nextInt(evaluators.size())).kill();
      startEvaluator();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
    }
    assertThat(early).as("kills while something was left to do").isPositive();

    String first = CheckpointBundle.id(RUN, 1);
    String second = CheckpointBundle.id(RUN, 2);
    await("both results").atMost(RunningSystem.PATIENCE)
        .until(() -> events.scored().containsAll(List.of(first, second)));
    InceptionScore expected = expected(first);
    // At every moment of longer than it takes the group to notice a member's death and to do its work again.
    await("no third result").during(Duration.ofSeconds(15)).atMost(Duration.ofSeconds(18)).untilAsserted(() ->
        assertThat(events.scored()).containsExactlyInAnyOrder(first, second));
    assertThat(events.evaluations()).extracting(EvaluationCompleted::getEvaluationId).doesNotHaveDuplicates();
    assertThat(events.evaluations()).filteredOn(EvaluationCompleted::hasCheckpoint).allSatisfy(evaluation -> {
      // Bit for bit: no tolerance.
      assertThat(evaluation.getInceptionScore().getMean()).isEqualTo(expected.mean());
      assertThat(evaluation.getInceptionScore().getSplitScoresList()).isEqualTo(expected.splitScores());
    });
  }

  private void startEvaluator() throws IOException {
    evaluators.add(ServiceProcess.start(folder, "evaluator-service", Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "SAMPLER_TARGET", "127.0.0.1:" + samplerPort,
        "EVALUATOR_SAMPLES", String.valueOf(SAMPLES))));
  }

  private void publish(int epoch) {
    DigitCheckpoints.publish(kafka.bootstrapServers(), RUN, epoch, 1);
  }

  /** The score by the protocol, from the sampler's images directly. */
  private InceptionScore expected(String checkpoint) {
    ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", samplerPort).usePlaintext().build();
    try (OnnxClassifier classifier = BundledClassifiers.forDataset("drawn-digits", 1)) {
      List<InceptionScoreStatistics> splits = new ArrayList<>();
      for (int split = 0; split < SPLITS; split++) {
        InceptionScoreStatistics statistics = new InceptionScoreStatistics(classifier.classes());
        for (float[] row : classifier.logits(images(channel, checkpoint, split * SAMPLES / SPLITS, SAMPLES / SPLITS))) {
          statistics.add(row);
        }
        splits.add(statistics);
      }
      return InceptionScore.ofSplits(splits);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Images images(ManagedChannel channel, String checkpoint, long first, int count) {
    List<Images> messages = new ArrayList<>();
    SamplerGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofMinutes(1)).sample(SampleRequest.newBuilder()
        .setCheckpoint(checkpoint).setSeed(1).setFirstIndex(first).setCount(count).setFormat(ImageFormat.UINT8)
        .build()).forEachRemaining(message -> messages.add(images(message)));
    return Images.concat(messages);
  }

  private static Images images(SampleResponse message) {
    return new Images(new org.improvedgan.images.ImageShape(message.getHeight(), message.getWidth(),
        message.getChannels()), message.getCount(), message.getPixels().toByteArray());
  }
}
