package org.improvedgan.sampler.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.LatentSource;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Open Inference Protocol over HTTP: JSON, and Triton's binary tensors. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class InferenceHttpTest {

  private static final String RUN = "inference-http-test";
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private SamplerClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve(RUN);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private byte[] sample(long seed, int count) {
    return client.sample(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(seed).setCount(count).build())
        .get(0).getPixels().toByteArray();
  }

  private static Response infer(String json) {
    return given().contentType("application/json").body(json).post("/v2/models/" + RUN + "/infer");
  }

  /** As Triton's client sends it: JSON, then bytes, without a content type of its own. */
  private static Response infer(String json, byte[] binary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(binary);
    return given().contentType("application/octet-stream").header(JSON_LENGTH, body.size() - binary.length)
        .body(body.toByteArray()).post("/v2/models/" + RUN + "/infer");
  }

  private static byte[] pixels(Response response) {
    List<Integer> numbers = response.jsonPath().getList("outputs[0].data", Integer.class);
    byte[] pixels = new byte[numbers.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) numbers.get(i);
    }
    return pixels;
  }

  private static float[] latent(long seed) {
    float[] z = new float[TestModels.LATENT];
    LatentSource.fill(LatentKind.UNIFORM_0_1, seed, 0, z);
    return z;
  }

  private static byte[] bytes(float[] z) {
    ByteBuffer buffer = ByteBuffer.allocate(z.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(z);
    return buffer.array();
  }

  @Test
  void theServerIsLiveAndReady() {
    given().get("/v2/health/live").then().statusCode(200).body("live", equalTo(true));
    given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
    given().get("/v2").then().statusCode(200).body("name", equalTo("improved-gan-sampler"))
        .body("extensions", hasItem("binary_tensor_data"));
  }

  @Test
  void modelsAreDescribed() {
    for (String path : new String[] {RUN, RUN + "/versions/1", "generator/versions/" + checkpoint}) {
      given().get("/v2/models/" + path).then().statusCode(200)
          .body("name", equalTo(path.replaceAll("/.*", "")))
          .body("platform", equalTo("onnxruntime_onnx"))
          .body("inputs.name", contains("z")).body("inputs[0].shape", contains(-1, 100))
          .body("outputs.name", contains("images", "images_float"))
          .body("outputs[0].datatype", equalTo("UINT8")).body("outputs[0].shape", contains(-1, 28, 28, 1))
          .body("properties.checkpoint_id", equalTo(checkpoint));
      given().get("/v2/models/" + path + "/ready").then().statusCode(200).body("ready", equalTo(true));
    }
    given().get("/v2/models/" + RUN).then().body("versions", contains("1"));
    for (String path : new String[] {"nobody", RUN + "/versions/7"}) {
      given().get("/v2/models/" + path).then().statusCode(404).body("error", containsString(" no "));
      given().get("/v2/models/" + path + "/ready").then().statusCode(404).body("$", hasKey("error"));
      given().body("{\"parameters\": {\"seed\": 1}}").post("/v2/models/" + path + "/infer").then().statusCode(404);
    }
  }

  @Test
  void jsonGivesTheBytesThatSampleGives() {
    Response response = infer("{\"id\": \"mine\", \"parameters\": {\"seed\": 7, \"count\": 3}}");
    response.then().statusCode(200).contentType("application/json").header(JSON_LENGTH, nullValue())
        .body("id", equalTo("mine")).body("model_name", equalTo(RUN)).body("model_version", equalTo("1"))
        .body("parameters.checkpoint_id", equalTo(checkpoint))
        .body("outputs.name", contains("images")).body("outputs[0].datatype", equalTo("UINT8"))
        .body("outputs[0].shape", contains(3, 28, 28, 1));
    assertThat(pixels(response)).isEqualTo(sample(7, 3));
    assertThat(pixels(infer("{\"parameters\": {\"seed\": 18446744073709551615}}"))).isEqualTo(sample(-1, 1));
  }

  @Test
  void vectorsMayBeFlatOrNestedOrBinary() {
    float[] z = latent(7);
    String numbers = IntStream.range(0, z.length).mapToObj(i -> String.valueOf(z[i])).collect(Collectors.joining(","));
    String input = "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 100], ";
    byte[] expected = sample(7, 1);
    assertThat(pixels(infer(input + "\"data\": [" + numbers + "]}]}"))).isEqualTo(expected);
    assertThat(pixels(infer(input + "\"data\": [[" + numbers + "]]}]}"))).isEqualTo(expected);
    assertThat(pixels(infer(input + "\"parameters\": {\"binary_data_size\": 400}}]}", bytes(z)))).isEqualTo(expected);
  }

  @Test
  void outputsAreBinaryWhereWanted() {
    byte[] expected = sample(7, 2);
    String request = "{\"parameters\": {\"seed\": 7, \"count\": 2, \"binary_data_output\": true}, \"outputs\": "
        + "[{\"name\": \"images\"}, {\"name\": \"images_float\", \"parameters\": {\"binary_data\": false}}]}";
    Response response = infer(request);
    response.then().statusCode(200).contentType("application/octet-stream");
    byte[] body = response.asByteArray();
    int length = Integer.parseInt(response.header(JSON_LENGTH));
    assertThat(Arrays.copyOfRange(body, length, body.length)).isEqualTo(expected);
    JsonPath json = new JsonPath(new String(body, 0, length, StandardCharsets.UTF_8));
    assertThat(json.getInt("outputs[0].parameters.binary_data_size")).isEqualTo(expected.length);
    assertThat(json.getMap("outputs[0]")).doesNotContainKey("data");
    List<Float> floats = json.getList("outputs[1].data", Float.class);
    for (int i = 0; i < expected.length; i++) {
      assertThat(floats.get(i)).isEqualTo((expected[i] & 0xFF) / 255f);
    }
  }

  @Test
  void severalTensorsLieBehindTheJsonInTheirOrder() {
    String request = "{\"parameters\": {\"seed\": 7}, \"outputs\": ["
        + "{\"name\": \"images_float\", \"parameters\": {\"binary_data\": true}},"
        + "{\"name\": \"images\", \"parameters\": {\"binary_data\": true}}]}";
    Response response = infer(request);
    byte[] body = response.asByteArray();
    int start = Integer.parseInt(response.header(JSON_LENGTH)) + 4 * TestModels.DIGIT.size();
    assertThat(Arrays.copyOfRange(body, start, body.length)).isEqualTo(sample(7, 1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      " | The body is empty; it must be an inference request in JSON.",
      "{ | The body cannot be read as JSON from line 1, column",
      "[] | The body must be an inference request in JSON.",
      "null | The body must be an inference request in JSON.",
      "{} {} | The body must be an inference request in JSON.",
      "{\"inputs\": 3} | The body's field \"inputs\" is not of the type that an inference request has there.",
      "{\"inputs\": [null], \"parameters\": {\"seed\": 1}} | An entry of inputs is null.",
      "{\"parameters\": {\"seed\": null}} | The entry \"seed\" of parameters must be true, false, a number or a text.",
      "{\"parameters\": {\"seed\": [1]}} | The entry \"seed\" of parameters must be true, false, a number or a text.",
      "{\"parameters\": {\"seed\": 1.5}} | seed must be a whole number from 0 to 2^64 - 1.",
      "{\"parameters\": {\"seed\": 99999999999999999999}} | seed must be a whole number from 0 to 2^64 - 1.",
      "{\"parameters\": {\"seed\": 1, \"count\": -1}} | count must be a whole number from 1 to 1000000.",
      "{} | Give the input \"z\" or the parameter seed.",
      "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [1, 1e999]}]} "
          + "| Input \"z\" must hold finite numbers; number 1 is Infinity.",
      "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [1, true]}]} "
          + "| The body's field \"inputs.0.data\" is not of the type that an inference request has there.",
      "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [1, 2, 3]}]} "
          + "| Input \"z\" of the shape [1, 2] must have 2 numbers, not 3.",
      "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP64\", \"shape\": [1, 2], \"data\": [1, 2]}]} "
          + "| Input \"z\" must be FP32, not \"FP64\".",
      "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 2], "
          + "\"parameters\": {\"binary_data_size\": 8}}]} | binary_data_size of input \"z\" must be a whole number, "
          + "at most that of the bytes that are left, 0.",
      "{\"inputs\": [{\"name\": \"class\", \"datatype\": \"INT64\", \"shape\": [1], \"data\": [0.5]}], "
          + "\"parameters\": {\"seed\": 1}} | Input \"class\" must hold whole numbers, not 0.5."})
  void aWrongBodyIsAnsweredWithOneSentence(String body, String sentence) {
    infer(body == null ? "" : body).then().statusCode(400).contentType("application/json")
        .body("error", startsWith(sentence));
  }

  @Test
  void whatIsBeyondTheProtocolIsRefusedInJson() {
    given().get("/v2/models/" + RUN + "/config").then().statusCode(404)
        .body("error", startsWith("There is no \"/v2/models/" + RUN + "/config\""));
    given().post("/v2/repository/index").then().statusCode(404).body("$", hasKey("error"));
    given().header("Content-Encoding", "gzip").body(new byte[] {31, (byte) 139, 8})
        .post("/v2/models/" + RUN + "/infer").then().statusCode(400)
        .body("error", equalTo("The body is compressed; send it as it is."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "text/plain"})
  void aBodyMayBeOfAnyContentType(String type) throws IOException, InterruptedException {
    String url = ConfigProvider.getConfig().getValue("test.url", String.class);
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v2/models/" + RUN + "/infer"))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString("{\"parameters\": {\"seed\": 7}}")).build();
    HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  void wrongLengthsOfBinaryTensorsAreNamed() {
    String input = "{\"inputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [1, 100], "
        + "\"parameters\": {\"binary_data_size\": ";
    byte[] z = bytes(latent(7));
    infer(input + "396}}]}", Arrays.copyOf(z, 396)).then().statusCode(400)
        .body("error", containsString("must have 400 raw bytes, not 396")).body("error", not(containsString("Exception")));
    infer("{\"parameters\": {\"seed\": 1}}", z).then().statusCode(400)
        .body("error", equalTo("400 bytes at the end of the body belong to no input."));
    for (String size : new String[] {"401", "-1", "1.5", "\"400\"", "99999999999"}) {
      infer(input + size + "}}]}", z).then().statusCode(400).body("error", startsWith("binary_data_size of input"));
    }
    for (String length : new String[] {"0", "-1", "x", "1000000", "99999999999"}) {
      given().header(JSON_LENGTH, length).body("{\"parameters\": {\"seed\": 1}}")
          .post("/v2/models/" + RUN + "/infer").then().statusCode(400)
          .body("error", startsWith(JSON_LENGTH + " must be a whole number from 1 to the length of the body, 27"));
    }
  }
}
