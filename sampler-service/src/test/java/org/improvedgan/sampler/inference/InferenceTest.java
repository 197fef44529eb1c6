package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.sampler.inference.InferRequests.number;
import static org.improvedgan.sampler.inference.InferRequests.outputs;
import static org.improvedgan.sampler.inference.InferRequests.raw;
import static org.improvedgan.sampler.inference.InferRequests.seed;
import static org.improvedgan.sampler.inference.InferRequests.tensor;
import static org.improvedgan.sampler.inference.InferRequests.text;
import static org.improvedgan.sampler.inference.InferRequests.truth;
import static org.improvedgan.sampler.inference.InferRequests.typed;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.LatentSource;
import org.improvedgan.inference.TestModels;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferResponse;
import org.improvedgan.inference.v2.ModelMetadataRequest;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.inference.v2.ModelReadyRequest;
import org.improvedgan.inference.v2.ServerLiveRequest;
import org.improvedgan.inference.v2.ServerMetadataRequest;
import org.improvedgan.inference.v2.ServerReadyRequest;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Open Inference Protocol over gRPC, with a stub of its own .proto. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class InferenceTest {

  private static final String RUN = "inference-test";
  /** As {@code application.properties} has it for tests. */
  private static final int MAX_CALLS = 8;

  private SamplerClient client;
  private GRPCInferenceServiceBlockingStub server;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve(RUN);
    server = GRPCInferenceServiceGrpc.newBlockingStub(client.channel()).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private byte[] sample(SampleRequest.Builder request) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    client.sample(request.setCheckpoint(checkpoint).build())
        .forEach(message -> pixels.writeBytes(message.getPixels().toByteArray()));
    return pixels.toByteArray();
  }

  private ModelInferResponse infer(ModelInferRequest.Builder request) {
    return server.modelInfer(request.setModelName(RUN).build());
  }

  private static byte[] typedPixels(ModelInferResponse response) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    response.getOutputs(0).getContents().getUintContentsList().forEach(pixels::write);
    return pixels.toByteArray();
  }

  private static float[] latents(long seed, int count) {
    float[] all = new float[count * TestModels.LATENT];
    float[] one = new float[TestModels.LATENT];
    for (int i = 0; i < count; i++) {
      LatentSource.fill(LatentKind.UNIFORM_0_1, seed, i, one);
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  @Test
  void theServerIsLiveAndReady() {
    assertThat(server.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(server.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(server.serverMetadata(ServerMetadataRequest.getDefaultInstance())).satisfies(metadata -> {
      assertThat(metadata.getName()).isEqualTo("improved-gan-sampler");
      assertThat(metadata.getVersion()).isNotBlank();
      assertThat(metadata.getExtensionsList()).contains("binary_tensor_data");
    });
  }

  @Test
  void modelsAreReadyByEveryName() {
    for (String name : new String[] {"generator", "generator-mnist", RUN}) {
      for (String version : new String[] {"", "latest", checkpoint}) {
        assertThat(ready(name, version)).as(name + " " + version).isTrue();
      }
    }
    assertThat(ready(RUN, "1")).isTrue();
    assertThat(ready(RUN, "2")).isFalse();
    assertThat(ready(RUN, "nobody-e0001")).isFalse();
    assertThat(ready("generator-nobody", "")).isFalse();
    assertThat(ready("", "")).isFalse();
  }

  private boolean ready(String name, String version) {
    return server.modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build()).getReady();
  }

  @Test
  void metadataDescribesInputsAndOutputs() {
    ModelMetadataResponse model = metadata(RUN, "");
    assertThat(model.getName()).isEqualTo(RUN);
    assertThat(model.getVersionsList()).containsExactly("1");
    assertThat(model.getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(model.getInputsList()).singleElement().satisfies(z -> {
      assertThat(z.getName()).isEqualTo("z");
      assertThat(z.getDatatype()).isEqualTo("FP32");
      assertThat(z.getShapeList()).containsExactly(-1L, 100L);
    });
    assertThat(model.getOutputsList()).extracting(output -> output.getName() + output.getDatatype())
        .containsExactly("imagesUINT8", "images_floatFP32");
    assertThat(model.getOutputs(0).getShapeList()).containsExactly(-1L, 28L, 28L, 1L);
    assertThat(model.getPropertiesMap()).containsEntry("checkpoint_id", checkpoint)
        .containsEntry("latent", "UNIFORM_0_1");
    assertThat(metadata("generator", checkpoint).getVersionsList()).contains(checkpoint);
    assertThat(metadata("generator-mnist", checkpoint).getPropertiesOrThrow("run_id")).isEqualTo(RUN);
  }

  private ModelMetadataResponse metadata(String name, String version) {
    return server.modelMetadata(ModelMetadataRequest.newBuilder().setName(name).setVersion(version).build());
  }

  @Test
  void aSeedGivesTheBytesThatSampleGives() {
    byte[] expected = sample(SampleRequest.newBuilder().setSeed(7).setFirstIndex(5).setCount(600));
    ModelInferResponse response = infer(seed(7, 600).putParameters("first_index", number(5)).setId("mine"));
    assertThat(response.getModelName()).isEqualTo(RUN);
    assertThat(response.getModelVersion()).isEqualTo("1");
    assertThat(response.getId()).isEqualTo("mine");
    assertThat(response.getParametersOrThrow("checkpoint_id").getStringParam()).isEqualTo(checkpoint);
    assertThat(response.getParametersOrThrow("checkpoint_sha256").getStringParam()).matches("[0-9a-f]{64}");
    assertThat(response.getOutputsList()).singleElement().satisfies(images -> {
      assertThat(images.getName()).isEqualTo("images");
      assertThat(images.getDatatype()).isEqualTo("UINT8");
      assertThat(images.getShapeList()).containsExactly(600L, 28L, 28L, 1L);
      assertThat(images.hasContents()).isFalse();
    });
    assertThat(response.getRawOutputContentsList()).hasSize(1);
    assertThat(response.getRawOutputContents(0).toByteArray()).isEqualTo(expected);
    byte[] truncated = sample(SampleRequest.newBuilder().setSeed(7).setCount(3).setTruncation(0.5));
    assertThat(infer(seed(7, 3).putParameters("truncation", text("0.5"))).getRawOutputContents(0).toByteArray())
        .isEqualTo(truncated).isNotEqualTo(sample(SampleRequest.newBuilder().setSeed(7).setCount(3)));
  }

  @Test
  void rawVectorsAreAnsweredRawAndTypedOnesTyped() {
    byte[] expected = sample(SampleRequest.newBuilder().setSeed(3).setCount(20));
    float[] z = latents(3, 20);
    ModelInferResponse raw = infer(raw(z, 20, 100));
    assertThat(raw.getRawOutputContents(0).toByteArray()).isEqualTo(expected);
    assertThat(raw.getOutputs(0).hasContents()).isFalse();
    ModelInferResponse typed = infer(typed(z, 20, 100));
    assertThat(typedPixels(typed)).isEqualTo(expected);
    assertThat(typed.getRawOutputContentsList()).isEmpty();
    assertThat(infer(typed(z, 20, 100).putParameters("binary_data_output", truth(true)))
        .getRawOutputContents(0).toByteArray()).isEqualTo(expected);
    assertThat(typedPixels(infer(raw(z, 20, 100).putParameters("binary_data_output", truth(false)))))
        .isEqualTo(expected);
  }

  @Test
  void floatsAreThePixelsDividedBy255() {
    byte[] expected = sample(SampleRequest.newBuilder().setSeed(3).setCount(2));
    ModelInferResponse raw = infer(seed(3, 2).addAllOutputs(outputs("images_float", "images")));
    assertThat(raw.getOutputsList()).extracting(output -> output.getName()).containsExactly("images_float", "images");
    FloatBuffer floats = raw.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
    assertThat(floats.remaining()).isEqualTo(expected.length);
    List<Float> typed = infer(typed(latents(3, 2), 2, 100).addAllOutputs(outputs("images_float"))).getOutputs(0)
        .getContents().getFp32ContentsList();
    for (int i = 0; i < expected.length; i++) {
      assertThat(floats.get(i)).isEqualTo((expected[i] & 0xFF) / 255f).isEqualTo(typed.get(i));
    }
    assertThat(raw.getRawOutputContents(1).toByteArray()).isEqualTo(expected);
  }

  @Test
  void everyNameOfACheckpointGivesItsImages() {
    byte[] expected = sample(SampleRequest.newBuilder().setSeed(7).setCount(1));
    for (String model : new String[] {"generator", "generator-mnist", RUN}) {
      ModelInferResponse response = server.modelInfer(
          seed(7, 1).setModelName(model).setModelVersion(checkpoint).build());
      assertThat(response.getRawOutputContents(0).toByteArray()).as(model).isEqualTo(expected);
      assertThat(response.getModelVersion()).isEqualTo(model.equals(RUN) ? "1" : checkpoint);
    }
    assertThat(server.modelInfer(seed(7, 1).setModelName(RUN).setModelVersion("1").build()).getRawOutputContents(0)
        .toByteArray()).isEqualTo(expected);
  }

  @Test
  void theNewestVersionServesUnlessAnotherIsNamed() {
    String second;
    try (TestCheckpoints run = client.run("inference-versions", 9)) {
      run.publish(1);
      second = run.publish(2);
    }
    client.awaitLoaded(second);
    ModelInferRequest request = seed(7, 1).setModelName("inference-versions").build();
    ModelInferResponse newest = server.modelInfer(request);
    assertThat(newest.getModelVersion()).isEqualTo("2");
    ModelInferResponse first = server.modelInfer(request.toBuilder().setModelVersion("1").build());
    assertThat(first.getParametersOrThrow("checkpoint_id").getStringParam()).isEqualTo("inference-versions-e0001");
    assertThat(first.getRawOutputContents(0)).isNotEqualTo(newest.getRawOutputContents(0));
    assertThat(metadata("inference-versions", "").getVersionsList()).containsExactly("1", "2");
    refused(() -> server.modelInfer(request.toBuilder().setModelName("generator").setModelVersion("1").build()),
        Status.Code.INVALID_ARGUMENT, "checkpoints of epoch 1; name the version by the checkpoint's id.");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String models = "; models are \"generator\", \"generator-\" with the name of a data set, and the ids of runs.";
    for (String name : new String[] {"", "nobody", "generator-nobody"}) {
      refused(() -> metadata(name, ""), Status.Code.NOT_FOUND, "There is no model \"" + name + "\"" + models);
      refused(() -> server.modelInfer(seed(1, 1).setModelName(name).build()), Status.Code.NOT_FOUND,
          "There is no model \"" + name + "\"" + models);
    }
    String version = " has no version \"99\"; its metadata lists those that it has.";
    for (String name : new String[] {"generator", "generator-mnist", RUN}) {
      refused(() -> metadata(name, "99"), Status.Code.NOT_FOUND, "Model \"" + name + "\"" + version);
    }
    refused(() -> metadata(RUN, "nobody-e0001"), Status.Code.NOT_FOUND, "There is no checkpoint \"nobody-e0001\"");
    refused(() -> metadata("generator-mnist", "nobody-e0001"), Status.Code.NOT_FOUND, "has no version");
    refused(() -> metadata(RUN, "x".repeat(201)), Status.Code.INVALID_ARGUMENT, "at most 200 characters");
    refused(() -> metadata("x".repeat(201), ""), Status.Code.INVALID_ARGUMENT, "at most 200 characters");
  }

  @Test
  void aBrokenCheckpointIsNamedAsSuch() {
    String broken;
    try (TestCheckpoints run = client.run("inference-broken", 9)) {
      run.publish(1);
      broken = run.publish(2, "no model".getBytes(StandardCharsets.UTF_8));
    }
    client.awaitLoaded("inference-broken-e0001");
    ModelInferRequest.Builder request = seed(1, 1).setModelName("inference-broken");
    refused(() -> server.modelInfer(request.setModelVersion(broken).build()), Status.Code.FAILED_PRECONDITION,
        "Checkpoint \"inference-broken-e0002\" cannot be sampled");
    assertThat(server.modelInfer(request.setModelVersion("").build()).getModelVersion()).isEqualTo("1");
  }

  @Test
  void aWrongRequestIsAnsweredWithOneSentence() {
    refused(() -> infer(typed(new float[99], 1, 99)), Status.Code.INVALID_ARGUMENT,
        "Input \"z\" must have the shape [n, 100], not [1, 99].");
    refused(() -> infer(ModelInferRequest.newBuilder().addInputs(tensor("z", "INT8", 1, 100))),
        Status.Code.INVALID_ARGUMENT, "Input \"z\" must be FP32, not \"INT8\".");
    refused(() -> infer(seed(1, 6000)), Status.Code.INVALID_ARGUMENT, "An answer holds at most 5102 of these images");
    refused(() -> infer(seed(1, 1).addAllOutputs(outputs("images", "images_float"))
        .setOutputs(0, InferRequests.output("images").toBuilder().putParameters("binary_data", truth(false)))),
        Status.Code.INVALID_ARGUMENT, "An answer over gRPC is either raw or typed");
  }

  @Test
  void clientsThatLeaveGiveTheirPlacesBack() {
    for (int i = 0; i < 3 * MAX_CALLS; i++) {
      GRPCInferenceServiceGrpc.newFutureStub(client.channel())
          .modelInfer(seed(i, 5000).setModelName(RUN).build()).cancel(true);
    }
    for (int i = 0; i < 3 * MAX_CALLS; i++) {
      int seed = i;
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
          .until(() -> infer(seed(seed, 1)).getOutputsCount() == 1);
    }
  }

  @Test
  void moreCallsThanThereArePlacesAreRefused() {
    List<ListenableFuture<ModelInferResponse>> calls = IntStream.range(0, 4 * MAX_CALLS)
        .mapToObj(i -> GRPCInferenceServiceGrpc.newFutureStub(client.channel())
            .modelInfer(seed(i, 2000).setModelName(RUN).build()))
        .toList();
    List<Status.Code> codes = calls.stream().map(InferenceTest::code).toList();
    assertThat(codes).containsOnly(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED);
    assertThat(codes).filteredOn(Status.Code.OK::equals).hasSizeGreaterThanOrEqualTo(MAX_CALLS);
  }

  private static Status.Code code(ListenableFuture<?> call) {
    try {
      call.get(60, TimeUnit.SECONDS);
      return Status.Code.OK;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e).getCode();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("A call did not end.", e);
    }
  }

  private static void refused(ThrowingCallable call, Status.Code code, String sentence) {
    assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
      assertThat(e.getStatus().getDescription()).contains(sentence);
      assertThat(e.getStatus().getCode()).isEqualTo(code);
    });
  }
}
