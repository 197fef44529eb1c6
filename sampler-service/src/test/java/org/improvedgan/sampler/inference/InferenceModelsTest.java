package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.improvedgan.sampler.inference.InferRequests.seed;
import static org.improvedgan.sampler.inference.InferRequests.text;
import static org.improvedgan.sampler.inference.InferenceClient.pixels;
import static org.improvedgan.sampler.inference.InferenceClient.refused;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import org.improvedgan.inference.TestModels;
import org.improvedgan.inference.v2.ModelInferResponse;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocol calls models and versions. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class InferenceModelsTest {

  private static final String RUN = "inference-models";

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

  @Test
  void modelsAreReadyByEveryName() {
    for (String name : new String[] {"generator", "generator-mnist", RUN}) {
      for (String version : new String[] {"", "latest", checkpoint}) {
        assertThat(client.ready(name, version)).as(name + " " + version).isTrue();
      }
    }
    assertThat(client.ready(RUN, "1")).isTrue();
    assertThat(client.ready(RUN, "2")).isFalse();
    assertThat(client.ready(RUN, "nobody-e0001")).isFalse();
    assertThat(client.ready("generator-nobody", "")).isFalse();
    assertThat(client.ready("", "")).isFalse();
  }

  @Test
  void metadataDescribesInputsAndOutputs() {
    ModelMetadataResponse model = client.metadata(RUN, "");
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
    assertThat(client.metadata("generator", checkpoint).getVersionsList()).contains(checkpoint);
    assertThat(client.metadata("generator-mnist", checkpoint).getPropertiesOrThrow("run_id")).isEqualTo(RUN);
  }

  @Test
  void everyNameOfACheckpointGivesItsImages() {
    byte[] expected = client.sample(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(7).setCount(1));
    for (String model : new String[] {"generator", "generator-mnist", RUN}) {
      ModelInferResponse response = client.infer(model, checkpoint, seed(7, 1));
      assertThat(pixels(response)).as(model).isEqualTo(expected);
      assertThat(response.getModelVersion()).isEqualTo(model.equals(RUN) ? "1" : checkpoint);
    }
    assertThat(pixels(client.infer(RUN, "1", seed(7, 1)))).isEqualTo(expected);
  }

  @Test
  void theNewestServesUnlessAnotherVersionIsNamed() {
    String run = "inference-versions";
    try (TestCheckpoints checkpoints = client.sampler().run(run, 9)) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        checkpoints.publish(TestCheckpoints.manifest(run, epoch).toBuilder().setDataset(run)
            .putMetrics("test.error", epoch).build(),
            TestModels.generator(epoch, TestModels.LATENT, TestModels.DIGIT, 64));
      }
    }
    client.sampler().awaitLoaded(run + "-e0002");
    assertThat(client.metadata(run, "").getVersionsList()).containsExactly("1", "2");
    assertThat(checkpoint(run, "")).isEqualTo(run + "-e0002");
    assertThat(checkpoint(run, "1")).isEqualTo(run + "-e0001");
    assertThat(checkpoint("generator-" + run, "")).isEqualTo(run + "-e0002");
    assertThat(checkpoint("generator-" + run, "1")).as("of one run only").isEqualTo(run + "-e0001");
    ModelInferResponse best = client.infer(run, "best", seed(7, 1).putParameters("metric", text("test.error")));
    assertThat(best.getModelVersion()).isEqualTo("1");
    refused(() -> client.infer(run, "best", seed(7, 1)), Status.Code.NOT_FOUND, "has the metric \"inception_score\"");
    refused(() -> client.infer(run, "2", seed(7, 1).putParameters("metric", text("fid"))),
        Status.Code.INVALID_ARGUMENT, "metric is for the version \"best\" only.");
    refused(() -> client.infer("generator-" + run, "best", seed(7, 1)), Status.Code.INVALID_ARGUMENT,
        "Version \"best\" is for the model \"generator\" and for those of runs.");
    refused(() -> client.infer("generator", "1", seed(7, 1)), Status.Code.INVALID_ARGUMENT,
        "checkpoints of epoch 1; name the version by the checkpoint's id.");
  }

  private String checkpoint(String model, String version) {
    return client.infer(model, version, seed(7, 1)).getParametersOrThrow("checkpoint_id").getStringParam();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String models = "; models are \"generator\", \"generator-\" with the name of a data set, and the ids of runs.";
    for (String name : new String[] {"", "nobody", "generator-nobody"}) {
      refused(() -> client.metadata(name, ""), Status.Code.NOT_FOUND,
          "There is no model \"" + name + "\"" + models);
      refused(() -> client.infer(name, "", seed(1, 1)), Status.Code.NOT_FOUND,
          "There is no model \"" + name + "\"" + models);
    }
    for (String name : new String[] {"generator", "generator-mnist", RUN}) {
      refused(() -> client.metadata(name, "99"), Status.Code.NOT_FOUND,
          "Model \"" + name + "\" has no version \"99\"; its metadata lists those that it has.");
    }
    refused(() -> client.metadata(RUN, "nobody-e0001"), Status.Code.NOT_FOUND, "no checkpoint \"nobody-e0001\"");
    refused(() -> client.metadata("generator-mnist", "nobody-e0001"), Status.Code.NOT_FOUND, "has no version");
    refused(() -> client.metadata(RUN, "x".repeat(201)), Status.Code.INVALID_ARGUMENT, "at most 200 characters");
    refused(() -> client.metadata("x".repeat(201), ""), Status.Code.INVALID_ARGUMENT, "at most 200 characters");
  }

  @Test
  void aBrokenCheckpointIsNamedAsSuch() {
    String run = "inference-broken";
    String broken;
    try (TestCheckpoints checkpoints = client.sampler().run(run, 9)) {
      checkpoints.publish(1);
      broken = checkpoints.publish(2, "no model".getBytes(StandardCharsets.UTF_8));
    }
    client.sampler().awaitLoaded(run + "-e0001");
    refused(() -> client.infer(run, broken, seed(1, 1)), Status.Code.FAILED_PRECONDITION,
        "Checkpoint \"inference-broken-e0002\" cannot be sampled");
    assertThat(client.infer(run, "", seed(1, 1)).getModelVersion()).isEqualTo("1");
  }
}
