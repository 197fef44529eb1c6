package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.FrechetDistance;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.InterpolatedLatents;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.LatentSource;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.SeedLatents;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.CheckpointEvent;
import org.improvedgan.sampler.v1.GetCheckpointRequest;
import org.improvedgan.sampler.v1.InterpolateRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.WatchCheckpointsRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which checkpoint answers, and from which vectors and classes its images are made. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class ChoiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SIZE = TestModels.DIGIT.size();

  private SamplerClient client;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static void scored(String checkpoint, String classifier, double score, double fid) {
    EvaluationCompleted evaluation = EvaluationCompleted.newBuilder()
        .setEvaluationId(checkpoint + "/" + classifier)
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setCheckpointId(checkpoint))
        .setProtocol(ScoreProtocol.newBuilder().setClassifierName(classifier))
        .setInceptionScore(InceptionScore.newBuilder().setMean(score))
        .setFid(FrechetDistance.newBuilder().setValue(fid))
        .build();
    String servers = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", servers),
        new StringSerializer(), new ByteArraySerializer())) {
      producer.send(EventType.EVALUATION_COMPLETED.record("/test", evaluation));
    }
  }

  private Checkpoint get(String checkpoint, String run, String metric) {
    return client.blocking().withDeadlineAfter(30, TimeUnit.SECONDS).getCheckpoint(GetCheckpointRequest.newBuilder()
        .setCheckpoint(checkpoint).setRunId(run).setMetric(metric).build());
  }

  private static void assertFails(Runnable call, Status.Code code, String message) {
    assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
      assertThat(e.getStatus().getCode()).isEqualTo(code);
      assertThat(e.getStatus().getDescription()).isEqualTo(message);
    });
  }

  private byte[] pixels(SampleRequest.Builder request) {
    return join(client.sample(request.build()));
  }

  private static byte[] join(Iterable<SampleResponse> messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    messages.forEach(message -> all.writeBytes(message.getPixels().toByteArray()));
    return all.toByteArray();
  }

  @Test
  void theBestIsTheBestOfOneProtocol() {
    try (TestCheckpoints run = client.run("best", 9)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        run.publish(TestCheckpoints.manifest("best", epoch).toBuilder().putMetrics("test.error", 10 - epoch).build(),
            TestModels.generator(epoch, TestModels.LATENT, TestModels.DIGIT, 64));
      }
    }
    await().atMost(PATIENCE).ignoreExceptions().until(() -> get("best-e0003", "", "").getLoaded());
    assertFails(() -> get("best", "best", ""), Status.Code.NOT_FOUND, "No checkpoint of the run \"best\" has the metric "
        + "\"inception_score\" yet; ListCheckpoints names the metrics that are known.");
    // Scores by an older classifier do not count beside those of the one in use.
    scored("best-e0003", "old", 99, 1);
    scored("best-e0001", "new", 5, 30);
    scored("best-e0002", "new", 7, 20);
    scored("best-e0003", "new", 6, 10);
    await().atMost(PATIENCE).until(() -> get("best-e0003", "", "").getMetricsMap().containsKey("inception_score")
        && get("best-e0003", "", "").getMetricsMap().get("inception_score") == 6.0);
    assertThat(get("best", "best", "").getCheckpointId()).isEqualTo("best-e0002");
    assertThat(get("best", "best", "inception_score").getCheckpointId()).isEqualTo("best-e0002");
    assertThat(get("best", "best", "fid").getCheckpointId()).isEqualTo("best-e0003");
    assertThat(get("best", "best", "test.error").getCheckpointId()).isEqualTo("best-e0003");
    assertThat(get("latest", "best", "").getCheckpointId()).isEqualTo("best-e0003");
    assertThat(client.sample(SampleRequest.newBuilder().setCheckpoint("best").setRunId("best").setCount(1).build()))
        .singleElement().extracting(SampleResponse::getCheckpointId).isEqualTo("best-e0002");
    assertFails(() -> get("best", "best", "beauty"), Status.Code.NOT_FOUND, "No checkpoint of the run \"best\" has the "
        + "metric \"beauty\" yet; ListCheckpoints names the metrics that are known.");
    assertFails(() -> get("latest", "best", "fid"), Status.Code.INVALID_ARGUMENT,
        "metric is for checkpoint \"best\" only.");
    assertFails(() -> get("best-e0009", "", ""), Status.Code.NOT_FOUND, "There is no checkpoint \"best-e0009\", or it "
        + "was pruned; ListCheckpoints names those that can be sampled.");
  }

  @Test
  void ownVectorsAreUsedAsTheyAre() {
    String checkpoint = client.serve("own-z");
    float[] z = new float[TestModels.LATENT];
    SampleRequest.Builder request = SampleRequest.newBuilder().setCheckpoint(checkpoint);
    for (int i = 0; i < 300; i++) {
      LatentSource.fill(LatentKind.UNIFORM_0_1, 7, i, z);
      for (float number : z) {
        request.addZ(number);
      }
    }
    byte[] bySeed = pixels(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(7).setCount(300));
    assertThat(pixels(request)).isEqualTo(bySeed);
    assertThat(pixels(request.setCount(300))).isEqualTo(bySeed);
    assertFails(() -> pixels(request.setCount(299)), Status.Code.INVALID_ARGUMENT,
        "count is 299, but z has 300 vectors; leave count out.");
    assertFails(() -> pixels(request.setCount(0).addZ(1)), Status.Code.INVALID_ARGUMENT,
        "z must be whole vectors of 100 numbers, not 30001 numbers.");
    assertFails(() -> pixels(request.setZ(3, Float.NaN)), Status.Code.INVALID_ARGUMENT,
        "z must have finite numbers, but number 3 is NaN.");
    assertFails(() -> pixels(request.setSeed(1)), Status.Code.INVALID_ARGUMENT,
        "z stands for itself: leave out seed, first_index and truncation.");
  }

  @Test
  void interpolationIsTheWayBetweenSeeds() {
    String checkpoint = client.serve("way");
    InterpolateRequest request = InterpolateRequest.newBuilder().setCheckpoint(checkpoint).addSeeds(1).addSeeds(2)
        .addSeeds(3).setIndex(5).setSteps(150).build();
    Iterator<SampleResponse> answer = client.blocking().withDeadlineAfter(30, TimeUnit.SECONDS).interpolate(request);
    List<SampleResponse> messages = Arrays.asList(answer.next(), answer.next());
    assertThat(answer.hasNext()).isFalse();
    byte[] expected;
    try (OnnxGenerator direct = OnnxGenerator.load(TestModels.generator(1, TestModels.LATENT, TestModels.DIGIT, 64),
        LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 1)) {
      expected = direct.generate(new InterpolatedLatents(LatentKind.UNIFORM_0_1, new long[] {1, 2, 3}, 5, 150,
          TestModels.LATENT, Classes.NONE)).pixels();
    }
    assertThat(join(messages)).isEqualTo(expected).hasSize(301 * SIZE);
    assertThat(messages).extracting(SampleResponse::getFirstIndex).containsExactly(0L, 256L);
    assertThat(Arrays.copyOf(expected, SIZE)).isEqualTo(
        pixels(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(1).setFirstIndex(5).setCount(1)));
    for (InterpolateRequest.Builder wrong : List.of(request.toBuilder().clearSeeds().addSeeds(1),
        request.toBuilder().setSteps(0), request.toBuilder().setSteps(1001), request.toBuilder().setIndex(-1))) {
      assertThatThrownBy(() -> client.blocking().interpolate(wrong.build()).next())
          .isInstanceOfSatisfying(StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }
  }

  @Test
  void classesAndTruncation() {
    CheckpointManifest manifest = TestCheckpoints.manifest("classes", 1).toBuilder().setClasses(10)
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.NORMAL).setSize(TestModels.LATENT))
        .build();
    byte[] model = TestModels.conditionalGenerator(5, 10);
    String checkpoint;
    try (TestCheckpoints run = client.run("classes", 9)) {
      checkpoint = run.publish(manifest, model);
    }
    SampleRequest.Builder request = SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(3).setCount(20);
    GeneratorSpec spec = new GeneratorSpec(LatentKind.NORMAL, TestModels.LATENT, TestModels.DIGIT, 10);
    try (OnnxGenerator direct = OnnxGenerator.load(model, spec, Device.CPU, 1)) {
      assertThat(pixels(request)).isEqualTo(direct.generate(3, 0, 20).pixels());
      assertThat(pixels(request.setClassLabel(4).setTruncation(0.5))).isEqualTo(direct.generate(new SeedLatents(
          LatentKind.NORMAL, 3, 0, 20, 0.5, new Classes(10, OptionalInt.of(4)))).pixels());
    }
    assertThat(get(checkpoint, "", "")).satisfies(known -> {
      assertThat(known.getClasses()).isEqualTo(10);
      assertThat(known.getLatent()).isEqualTo("NORMAL");
      assertThat(known.getLatentSize()).isEqualTo(100);
    });
    assertFails(() -> pixels(request.setClassLabel(10)), Status.Code.INVALID_ARGUMENT,
        "class_label must be 0 to 9, not 10.");
    assertFails(() -> pixels(request.setClassLabel(-1)), Status.Code.INVALID_ARGUMENT,
        "class_label must be 0 or more, not -1.");
    assertFails(() -> pixels(request.clearClassLabel().setTruncation(0.01)), Status.Code.INVALID_ARGUMENT,
        "truncation of a normal z must be 0.05 or more, not 0.01.");
    assertFails(() -> pixels(request.setTruncation(Double.NaN)), Status.Code.INVALID_ARGUMENT,
        "truncation must be 0 or more, not NaN.");
    String plain = client.serve("no-classes");
    assertFails(() -> pixels(SampleRequest.newBuilder().setCheckpoint(plain).setCount(1).setClassLabel(0)),
        Status.Code.INVALID_ARGUMENT, "class_label is for generators with classes; this one has none.");
  }

  @Test
  void watchersHearOfEverythingOnce() {
    String first = client.serve("watched");
    Iterator<CheckpointEvent> events = client.blocking().withDeadlineAfter(60, TimeUnit.SECONDS)
        .watchCheckpoints(WatchCheckpointsRequest.newBuilder().setRunId("watched").build());
    assertEvent(events.next(), CheckpointEvent.Kind.SERVES, first, "");
    try (TestCheckpoints run = client.run("watched", 9)) {
      String second = run.publish(2);
      assertEvent(events.next(), CheckpointEvent.Kind.SERVES, second, "");
      String broken = run.publish(3, new byte[1000]);
      assertEvent(events.next(), CheckpointEvent.Kind.REFUSED, broken,
          "The generator is no ONNX model: its bytes cannot be read as one.");
      scored(second, "new", 8.5, 3);
      CheckpointEvent scored = events.next();
      assertEvent(scored, CheckpointEvent.Kind.SCORED, second, "");
      assertThat(scored.getCheckpoint().getMetricsMap()).containsEntry("inception_score", 8.5).containsEntry("fid", 3.0);
    }
  }

  private static void assertEvent(CheckpointEvent event, CheckpointEvent.Kind kind, String id, String reason) {
    assertThat(event.getKind()).isEqualTo(kind);
    assertThat(event.getCheckpoint().getCheckpointId()).isEqualTo(id);
    assertThat(event.getReason()).isEqualTo(reason);
  }
}
