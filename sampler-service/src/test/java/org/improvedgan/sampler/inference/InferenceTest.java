package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.sampler.inference.InferRequests.classes;
import static org.improvedgan.sampler.inference.InferRequests.number;
import static org.improvedgan.sampler.inference.InferRequests.output;
import static org.improvedgan.sampler.inference.InferRequests.outputs;
import static org.improvedgan.sampler.inference.InferRequests.raw;
import static org.improvedgan.sampler.inference.InferRequests.seed;
import static org.improvedgan.sampler.inference.InferRequests.tensor;
import static org.improvedgan.sampler.inference.InferRequests.text;
import static org.improvedgan.sampler.inference.InferRequests.truth;
import static org.improvedgan.sampler.inference.InferRequests.typed;
import static org.improvedgan.sampler.inference.InferenceClient.pixels;
import static org.improvedgan.sampler.inference.InferenceClient.refused;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.LatentSource;
import org.improvedgan.inference.TestModels;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferResponse;
import org.improvedgan.inference.v2.ServerLiveRequest;
import org.improvedgan.inference.v2.ServerMetadataRequest;
import org.improvedgan.inference.v2.ServerReadyRequest;
import org.improvedgan.kafka.local.LocalKafkaResource;
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

  private InferenceClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new InferenceClient();
    checkpoint = client.sampler().serve(RUN);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private byte[] sample(SampleRequest.Builder request) {
    return client.sample(request.setCheckpoint(checkpoint));
  }

  private ModelInferResponse infer(ModelInferRequest.Builder request) {
    return client.infer(RUN, "", request);
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
    assertThat(client.server().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(client.server().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(client.server().serverMetadata(ServerMetadataRequest.getDefaultInstance())).satisfies(metadata -> {
      assertThat(metadata.getName()).isEqualTo("improved-gan-sampler");
      assertThat(metadata.getVersion()).isNotBlank();
      assertThat(metadata.getExtensionsList()).contains("binary_tensor_data");
    });
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
    assertThat(pixels(response)).isEqualTo(expected);
    assertThat(pixels(infer(seed(7, 3).putParameters("truncation", text("0.5")))))
        .isEqualTo(sample(SampleRequest.newBuilder().setSeed(7).setCount(3).setTruncation(0.5)))
        .isNotEqualTo(sample(SampleRequest.newBuilder().setSeed(7).setCount(3)));
  }

  @Test
  void rawVectorsAreAnsweredRawAndTypedOnesTyped() {
    byte[] expected = sample(SampleRequest.newBuilder().setSeed(3).setCount(20));
    float[] z = latents(3, 20);
    ModelInferResponse raw = infer(raw(z, 20, 100));
    assertThat(pixels(raw)).isEqualTo(expected);
    assertThat(raw.getOutputs(0).hasContents()).isFalse();
    ModelInferResponse typed = infer(typed(z, 20, 100));
    assertThat(typedPixels(typed)).isEqualTo(expected);
    assertThat(typed.getRawOutputContentsList()).isEmpty();
    assertThat(pixels(infer(typed(z, 20, 100).putParameters("binary_data_output", truth(true))))).isEqualTo(expected);
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
  void classesAreThoseOfSample() {
    String run = "inference-classes";
    String conditional;
    try (TestCheckpoints checkpoints = client.sampler().run(run, 9)) {
      conditional = checkpoints.publish(TestCheckpoints.manifest(run, 1).toBuilder().setClasses(10).build(),
          TestModels.conditionalGenerator(1, 10));
    }
    client.sampler().awaitLoaded(conditional);
    assertThat(client.metadata(run, "").getInputsList()).extracting(input -> input.getName())
        .containsExactly("z", "class");
    SampleRequest.Builder inTurn = SampleRequest.newBuilder().setCheckpoint(conditional).setSeed(7).setCount(3);
    assertThat(pixels(client.infer(run, "", seed(7, 3)))).isEqualTo(client.sample(inTurn))
        .isEqualTo(pixels(client.infer(run, "", seed(7, 3).addInputs(classes(0, 1, 2))
            .putParameters("binary_data_output", truth(true)))));
    assertThat(pixels(client.infer(run, "", seed(7, 3).putParameters("class_label", number(4)))))
        .isEqualTo(client.sample(inTurn.setClassLabel(4)))
        .isEqualTo(pixels(client.infer(run, "", typed(latents(7, 3), 3, 100).addInputs(classes(4, 4, 4))
            .putParameters("binary_data_output", truth(true)))));
    refused(() -> client.infer(run, "", seed(7, 1).addInputs(classes(10))), Status.Code.INVALID_ARGUMENT,
        "Input \"class\" must hold numbers from 0 to 9, not 10.");
  }

  @Test
  void aWrongRequestIsAnsweredWithOneSentence() {
    refused(() -> infer(typed(new float[99], 1, 99)), Status.Code.INVALID_ARGUMENT,
        "Input \"z\" must have the shape [n, 100], not [1, 99].");
    refused(() -> infer(ModelInferRequest.newBuilder().addInputs(tensor("z", "INT8", 1, 100))),
        Status.Code.INVALID_ARGUMENT, "Input \"z\" must be FP32, not \"INT8\".");
    refused(() -> infer(seed(1, 6000)), Status.Code.INVALID_ARGUMENT, "An answer holds at most 5102 of these images");
    refused(() -> infer(seed(1, 1).addOutputs(output("images_float"))
        .addOutputs(output("images").toBuilder().putParameters("binary_data", truth(false)))),
        Status.Code.INVALID_ARGUMENT, "An answer over gRPC is either raw or typed");
  }

  @Test
  void clientsThatLeaveGiveTheirPlacesBack() {
    List<ListenableFuture<?>> calls = new ArrayList<>();
    await().atMost(Duration.ofSeconds(30)).until(() -> {
      for (int i = 0; i < MAX_CALLS; i++) {
        calls.add(client.later().modelInfer(seed(i, 5000).setModelName(RUN).build()));
      }
      return code(client.later().modelInfer(seed(1, 1).setModelName(RUN).build())) == Status.Code.RESOURCE_EXHAUSTED;
    });
    calls.forEach(call -> call.cancel(true));
    for (int i = 0; i < 3 * MAX_CALLS; i++) {
      int seed = i;
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
          .until(() -> infer(seed(seed, 1)).getOutputsCount() == 1);
    }
  }

  @Test
  void moreCallsThanThereArePlacesAreRefused() {
    List<ListenableFuture<ModelInferResponse>> calls = IntStream.range(0, 4 * MAX_CALLS)
        .mapToObj(i -> client.later().modelInfer(seed(i, 2000).setModelName(RUN).build()))
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
}
