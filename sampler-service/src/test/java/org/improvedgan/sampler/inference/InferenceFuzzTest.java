package org.improvedgan.sampler.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferRequest.InferInputTensor;
import org.improvedgan.inference.v2.ModelMetadataRequest;
import org.improvedgan.inference.v2.ModelReadyRequest;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that are wrong in ways drawn by seed: every one is answered, by images or by a refusal with a sentence, and
 * the server is as before.
 */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class InferenceFuzzTest {

  private static final String RUN = "inference-fuzz";
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 700);
  private static final long[] LENGTHS = {-1, 0, 1, 2, 3, 99, 100, 101, 400, 1L << 31, 1L << 32, 1L << 62,
      Long.MAX_VALUE, Long.MIN_VALUE};
  private static final String[] DATATYPES = {"FP32", "FP32", "FP32", "INT64", "INT64", "FP64", "BYTES", "", "fp32",
      "é"};
  private static final String[] NAMES = {"z", "z", "z", "class", "Z", "", "input__0", "ζ"};
  private static final String[] PARAMETERS = {"seed", "seed", "seed", "count", "count", "first_index", "truncation",
      "class_label", "metric", "binary_data_output", "priority", "", "sead"};
  private static final String[] OUTPUTS = {"images", "images_float", "", "logits"};
  private static final String[] MODELS = {RUN, RUN, RUN, RUN, "generator", "generator-mnist", "", "nobody", "../etc"};
  private static final String[] VERSIONS = {"", "", "", "1", "latest", "best", "0", "-1", "99999999999999999999"};

  private SamplerClient client;
  private GRPCInferenceServiceBlockingStub server;
  private Random random;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    client.serve(RUN);
    server = GRPCInferenceServiceGrpc.newBlockingStub(client.channel());
    random = new Random(20161212);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void overGrpc() {
    byte[] before = image();
    Map<Status.Code, Integer> codes = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < REQUESTS; i++) {
      ModelInferRequest request = request();
      Status status = status(() -> server.withDeadlineAfter(30, TimeUnit.SECONDS).modelInfer(request));
      codes.merge(status.getCode(), 1, Integer::sum);
      if (!status.isOk()) {
        assertThat(status.getCode()).as("%s for %s", status, request)
            .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
        assertThat(status.getDescription()).as("for %s", request).endsWith(".").hasSizeLessThan(400);
      }
    }
    assertThat(codes.get(Status.Code.OK)).as("of " + codes).isGreaterThan(REQUESTS / 10);
    assertThat(codes.get(Status.Code.INVALID_ARGUMENT)).as("of " + codes).isGreaterThan(REQUESTS / 5);
    assertThat(codes).containsKey(Status.Code.NOT_FOUND);
    assertThat(image()).isEqualTo(before);
  }

  @Test
  void namesOverGrpc() {
    for (int i = 0; i < 300; i++) {
      String name = text(MODELS);
      String version = version();
      server.modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build());
      Status status = status(() -> server.withDeadlineAfter(30, TimeUnit.SECONDS).modelMetadata(
          ModelMetadataRequest.newBuilder().setName(name).setVersion(version).build()));
      assertThat(status.getCode()).as("%s for %s %s", status, name, version)
          .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
    }
  }

  @Test
  void overHttp() {
    byte[] before = image();
    Map<Integer, Integer> codes = new TreeMap<>();
    for (int i = 0; i < REQUESTS / 5; i++) {
      byte[] body = body();
      var request = given().body(body);
      if (random.nextInt(3) == 0) {
        request.header("Inference-Header-Content-Length", random.nextInt(body.length + 10) - 5);
      }
      Response response = request.post("/v2/models/" + RUN + "/infer");
      codes.merge(response.statusCode(), 1, Integer::sum);
      assertThat(response.statusCode()).as(() -> response.asString() + " for " + new String(body)).isIn(200, 400, 404);
      if (response.statusCode() != 200) {
        assertThat(response.jsonPath().getString("error")).endsWith(".").hasSizeLessThan(400);
      }
    }
    assertThat(codes).as("of " + codes).containsKeys(200, 400);
    assertThat(image()).isEqualTo(before);
  }

  private byte[] image() {
    return server.modelInfer(InferRequests.seed(1, 1).setModelName(RUN).build()).getRawOutputContents(0).toByteArray();
  }

  private static Status status(Runnable call) {
    try {
      call.run();
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** A sound request with up to three changes. */
  private ModelInferRequest request() {
    float[] z = new float[200];
    ModelInferRequest.Builder request = switch (random.nextInt(3)) {
      case 0 -> InferRequests.seed(7, 2);
      case 1 -> InferRequests.typed(z, 2, 100);
      default -> InferRequests.raw(z, 2, 100);
    };
    request.setModelName(RUN);
    for (int i = random.nextInt(4); i > 0; i--) {
      change(request);
    }
    return request.build();
  }

  private void change(ModelInferRequest.Builder request) {
    switch (random.nextInt(8)) {
      case 0 -> request.setModelName(text(MODELS));
      case 1 -> request.setModelVersion(version());
      case 2 -> request.putParameters(text(PARAMETERS), parameter());
      case 3 -> request.addOutputs(InferRequests.output(text(OUTPUTS)));
      case 4 -> request.addInputs(InferRequests.tensor(text(NAMES), pick(DATATYPES), length(), length()));
      case 5 -> {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(900) : 800];
        random.nextBytes(bytes);
        request.addRawInputContents(ByteString.copyFrom(bytes));
      }
      default -> {
        if (request.getInputsCount() > 0) {
          change(request.getInputsBuilder(0));
        }
      }
    }
  }

  private void change(InferInputTensor.Builder input) {
    switch (random.nextInt(6)) {
      case 0 -> input.setName(text(NAMES));
      case 1 -> input.setDatatype(pick(DATATYPES));
      case 2 -> input.addShape(length());
      case 3 -> input.clearShape().addShape(length()).addShape(length());
      case 4 -> input.getContentsBuilder().addFp32Contents(random.nextBoolean() ? Float.NaN : 1);
      default -> input.getContentsBuilder().addInt64Contents(random.nextLong());
    }
  }

  private long length() {
    return LENGTHS[random.nextInt(LENGTHS.length)];
  }

  private InferParameter parameter() {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    long[] numbers = {0, 1, 2, 7, 100, -1, 5102, 5103, 1_000_001, Long.MAX_VALUE, Long.MIN_VALUE};
    long number = numbers[random.nextInt(numbers.length)];
    return switch (random.nextInt(7)) {
      case 0 -> parameter.setBoolParam(random.nextBoolean()).build();
      case 1 -> parameter.setStringParam(random.nextBoolean() ? String.valueOf(number) : "é\u0000x".repeat(99))
          .build();
      case 2 -> parameter.setDoubleParam(random.nextBoolean() ? random.nextDouble() : Double.NaN).build();
      case 3 -> parameter.setUint64Param(number).build();
      case 4 -> parameter.build();
      default -> parameter.setInt64Param(number).build();
    };
  }

  /** A sound request of which some bytes are replaced, cut off or added. */
  private byte[] body() {
    String[] sound = {
        "{\"parameters\": {\"seed\": 7, \"count\": 2}}",
        "{\"id\": \"a\", \"parameters\": {\"seed\": \"7\"}, \"outputs\": [{\"name\": \"images_float\"}]}",
        "{\"parameters\": {\"seed\": 7}, \"outputs\": [{\"name\": \"images\", "
            + "\"parameters\": {\"binary_data\": true}}]}",
        "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [[0.5, 1e9]]}]}",
        "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 1], "
            + "\"parameters\": {\"binary_data_size\": 4}}]}\u0000\u0000\u0000\u0000"};
    byte[] body = pick(sound).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] characters =
          {'{', '}', '[', ']', '"', ',', ':', '-', '9', '0', 'e', 't', ' ', 0, (byte) 0xFF, (byte) 0xC3};
      body[random.nextInt(body.length)] = characters[random.nextInt(characters.length)];
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(body, 1 + random.nextInt(body.length + 9)) : body;
  }

  /** Seldom one that is no number: it might be a checkpoint on its way, for which a request waits. */
  private String version() {
    return random.nextInt(200) == 0 ? text(NAMES) : pick(VERSIONS);
  }

  private String text(String[] usual) {
    return random.nextInt(30) == 0 ? "x\n\"é".repeat(random.nextInt(300)) : pick(usual);
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
