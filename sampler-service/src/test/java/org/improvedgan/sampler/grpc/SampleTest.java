package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.images.Png;
import org.improvedgan.inference.HostileModels;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class SampleTest {

  private static final int SIZE = TestModels.DIGIT.size();

  private SamplerClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve("sample-test");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private SampleRequest.Builder request(int count) {
    return SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(7).setCount(count);
  }

  private byte[] pixels(SampleRequest.Builder request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    client.sample(request.build()).forEach(response -> all.writeBytes(response.getPixels().toByteArray()));
    return all.toByteArray();
  }

  @Test
  void anImageIsTheSameBytesInEveryCall() {
    byte[] all = pixels(request(600));
    assertThat(all).hasSize(600 * SIZE);
    byte[] generated;
    try (OnnxGenerator direct = OnnxGenerator.load(TestModels.generator(1, TestModels.LATENT, TestModels.DIGIT, 64),
        LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 1)) {
      generated = direct.generate(7, 0, 600).pixels();
    }
    assertThat(all).isEqualTo(generated);
    for (int i : new int[] {0, 1, 255, 256, 257, 599}) {
      assertThat(pixels(request(1).setFirstIndex(i))).isEqualTo(
          Arrays.copyOfRange(all, i * SIZE, (i + 1) * SIZE));
    }
    assertThat(pixels(request(100).setFirstIndex(211))).isEqualTo(
        Arrays.copyOfRange(all, 211 * SIZE, 311 * SIZE));
    assertThat(pixels(request(1).setSeed(8))).isNotEqualTo(Arrays.copyOf(all, SIZE));
    assertThat(pixels(request(1).setSeed(-1))).hasSize(SIZE);
  }

  @Test
  void messagesSayWhatTheyHold() {
    List<SampleResponse> messages = client.sample(request(600).setFirstIndex(1000).build());
    assertThat(messages).extracting(SampleResponse::getCount).containsExactly(256, 256, 88);
    assertThat(messages).extracting(SampleResponse::getFirstIndex).containsExactly(1000L, 1256L, 1512L);
    assertThat(messages).allSatisfy(message -> {
      assertThat(message.getCheckpointId()).isEqualTo(checkpoint);
      assertThat(message.getGeneratorSha256()).matches("[0-9a-f]{64}");
      assertThat(List.of(message.getHeight(), message.getWidth(), message.getChannels())).containsExactly(28, 28, 1);
      assertThat(message.getPixels().size()).isEqualTo(message.getCount() * SIZE);
      assertThat(message.getPngList()).isEmpty();
    });
  }

  @Test
  void pngDecodesToTheSamePixels() {
    byte[] all = pixels(request(5));
    List<ByteString> files = client.sample(request(5).setFormat(ImageFormat.PNG).build()).get(0).getPngList();
    assertThat(files).hasSize(5);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    files.forEach(file -> decoded.writeBytes(Png.decode(file.toByteArray()).pixels()));
    assertThat(decoded.toByteArray()).isEqualTo(all);
  }

  @Test
  void float32IsThePixelDividedBy255() {
    byte[] all = pixels(request(300));
    byte[] floats = pixels(request(300).setFormat(ImageFormat.FLOAT32));
    assertThat(floats).hasSize(4 * all.length);
    ByteBuffer buffer = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
    for (byte pixel : all) {
      assertThat(buffer.getFloat()).isEqualTo((pixel & 0xFF) / 255f);
    }
  }

  @Test
  void latestIsResolvedAndNamed() {
    SampleRequest latest = SampleRequest.newBuilder().setRunId("sample-test").setCount(1).setSeed(7).build();
    SampleResponse byDefault = client.sample(latest).get(0);
    assertThat(byDefault.getCheckpointId()).isEqualTo(checkpoint);
    assertThat(client.sample(latest.toBuilder().setCheckpoint("latest").build())).containsExactly(byDefault);
  }

  @Test
  void checkpointsAreListed() {
    List<Checkpoint> listed = client.blocking().listCheckpoints(
        ListCheckpointsRequest.newBuilder().setRunId("sample-test").build()).getCheckpointsList();
    assertThat(listed).singleElement().satisfies(one -> {
      assertThat(one.getCheckpointId()).isEqualTo(checkpoint);
      assertThat(one.getRunId()).isEqualTo("sample-test");
      assertThat(one.getExperiment()).isEqualTo("test-experiment");
      assertThat(one.getDataset()).isEqualTo("mnist");
      assertThat(one.getEpoch()).isEqualTo(1);
      assertThat(one.getIteration()).isEqualTo(600);
      assertThat(one.getGeneratorSha256()).isEqualTo(client.sample(request(1).build()).get(0).getGeneratorSha256());
      assertThat(List.of(one.getHeight(), one.getWidth(), one.getChannels())).containsExactly(28, 28, 1);
      assertThat(one.getCreatedAt().getSeconds()).isEqualTo(1_800_000_001L);
      assertThat(one.getLoaded()).isTrue();
    });
  }

  @Test
  void aWrongRequestIsAnsweredWithOneSentence() {
    refused(request(0), Status.Code.INVALID_ARGUMENT, "count must be 1 to 1000000, not 0.");
    refused(request(1_000_001), Status.Code.INVALID_ARGUMENT, "count must be 1 to 1000000, not 1000001.");
    refused(request(1).setFirstIndex(-5), Status.Code.INVALID_ARGUMENT, "first_index must be 0 or more, not -5.");
    refused(request(1).setFirstIndex(Long.MAX_VALUE), Status.Code.INVALID_ARGUMENT,
        "first_index + count must stay below 2^63; first_index is 9223372036854775807.");
    refused(request(1).setFormatValue(9), Status.Code.INVALID_ARGUMENT,
        "format must be UINT8, FLOAT32 or PNG, not 9.");
    refused(request(1).setCheckpoint("x".repeat(201)), Status.Code.INVALID_ARGUMENT,
        "checkpoint must have at most 200 characters.");
    refused(request(1).setCheckpoint("nobody-e0001"), Status.Code.NOT_FOUND,
        "There is no checkpoint \"nobody-e0001\", or it was pruned; ListCheckpoints names those that can be sampled.");
    refused(request(1).setCheckpoint("").setRunId("nobody"), Status.Code.UNAVAILABLE,
        "No checkpoint of the run \"nobody\" serves yet; try again once it has published one.");
  }

  @Test
  void aBrokenCheckpointIsNamedAsSuch() {
    String broken;
    try (TestCheckpoints run = client.run("sample-broken", 9)) {
      broken = run.publish(1, "no model".getBytes(StandardCharsets.UTF_8));
    }
    refused(request(1).setCheckpoint(broken), Status.Code.FAILED_PRECONDITION, "Checkpoint \"sample-broken-e0001\" "
        + "cannot be sampled: The generator is no ONNX model: its bytes cannot be read as one.");
  }

  @Test
  void aGeneratorThatWouldEndTheServiceOnlyEndsTheProcessThatTriesIt() {
    String hostile;
    try (TestCheckpoints run = client.run("sample-hostile", 9)) {
      hostile = run.publish(1, HostileModels.crashing());
    }
    refused(request(1).setCheckpoint(hostile), Status.Code.FAILED_PRECONDITION, "Checkpoint \"sample-hostile-e0001\" "
        + "cannot be sampled: The generator ends the process that tries it (exit code 134): it crashes ONNX Runtime.");
    assertThat(client.sample(request(3).build())).hasSize(1);
  }

  @Test
  void healthIsServing() {
    for (String service : new String[] {"", "improvedgan.sampler.v1.Sampler", "inference.GRPCInferenceService"}) {
      assertThat(HealthGrpc.newBlockingStub(client.channel())
          .check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  private void refused(SampleRequest.Builder request, Status.Code code, String sentence) {
    assertThatThrownBy(() -> client.sample(request.build())).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
      assertThat(e.getStatus().getDescription()).isEqualTo(sentence);
      assertThat(e.getStatus().getCode()).isEqualTo(code);
    });
  }
}
