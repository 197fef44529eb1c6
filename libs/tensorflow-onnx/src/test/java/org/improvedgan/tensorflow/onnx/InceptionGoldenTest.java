package org.improvedgan.tensorflow.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreAccumulator;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A graph that is wired as the one of 2015-12-05, with an eighth of its channels and random weights, against what
 * TensorFlow 2.21 gave for it on the CPU. Tolerances, absolute: resized images none, features 1e-3, logits 1e-2,
 * probabilities 1e-3, score 1e-4.
 */
class InceptionGoldenTest {

  private static final float FEATURES = 1e-3f;
  private static final float LOGITS = 1e-2f;
  private static final float PROBABILITIES = 1e-3f;
  private static final double SCORE = 1e-4;
  private static final int CLASSES = 1008;
  private static final int BATCH = 20;
  private static final String SMALL = "inception_small/";

  private final TensorFlowGraph graph = TensorFlowGraph.read(Fixtures.file(SMALL + "inception_2015_like_div8.pb"));

  @Test
  void ownPictureGetsTheGraphsOwnProbabilities() throws OrtException {
    byte[] picture = Fixtures.bytes(SMALL + "synth_jpg_decoded_80x120.u8.bin");
    try (OnnxRun run = new OnnxRun(model(true))) {
      float[] logits = run.bytes("images", picture, new long[] {1, 80, 120, 3}, "logits");
      close("probabilities of synth.jpg", softmax(logits), Fixtures.floats(SMALL + "synth_jpg_softmax_biased.f32.bin"),
          PROBABILITIES);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void photographsOf32x32GetTensorFlowsFeaturesAndLogits(boolean bias) throws OrtException {
    byte[] images = Fixtures.bytes(SMALL + "cifar64_images.u8.bin");
    try (OnnxRun run = new OnnxRun(model(bias))) {
      close("features of cifar64", all(run, images, 64, "features"), Fixtures.floats(SMALL + "cifar64_pool3.f32.bin"),
          FEATURES);
      close("logits of cifar64, bias " + bias, all(run, images, 64, "logits"),
          Fixtures.floats(SMALL + "cifar64_logits_" + (bias ? "biased" : "unbiased") + ".f32.bin"), LOGITS);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, odd0_37x53, 37, 53", "1, odd1_61x45, 61, 45", "2, odd2_200x300, 200, 300",
      "3, odd3_341x267, 341, 267"})
  void picturesOfAnySizeGetTensorFlowsFeaturesAndLogits(int row, String name, int height, int width)
      throws OrtException {
    byte[] picture = Fixtures.bytes(SMALL + name + ".u8.bin");
    try (OnnxRun run = new OnnxRun(model(false))) {
      for (String output : List.of("features", "logits")) {
        float[] actual = run.bytes("images", picture, new long[] {1, height, width, 3}, output);
        float[] all = Fixtures.floats(SMALL
            + (output.equals("features") ? "odd4_pool3.f32.bin" : "odd4_logits_unbiased.f32.bin"));
        close(output + " of " + name, actual,
            Arrays.copyOfRange(all, row * actual.length, (row + 1) * actual.length),
            output.equals("features") ? FEATURES : LOGITS);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"cifar64_images, 32, 32, resized299_cifar0", "odd3_341x267, 341, 267, resized299_odd3_341x267"})
  void resizedImagesAreTensorFlowsBitForBit(String name, int height, int width, String expected) throws OrtException {
    byte[] picture = Arrays.copyOf(Fixtures.bytes(SMALL + name + ".u8.bin"), height * width * 3);
    OnnxModel model = GraphTranslator.translate(graph,
        List.of(new GraphInput(TensorRef.parse("ExpandDims"), "images", ElementType.UINT8,
            List.of("N", "H", "W", "3"))),
        List.of(new GraphOutput(TensorRef.parse("ResizeBilinear:0"), "resized")));
    try (OnnxRun run = new OnnxRun(model)) {
      assertThat(run.bytes("images", picture, new long[] {1, height, width, 3}, "resized"))
          .isEqualTo(Fixtures.floats(SMALL + expected + ".f32.bin"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inceptionScoreOf500PhotographsIsTensorFlows(boolean bias) throws OrtException, IOException {
    byte[] images = Fixtures.bytes(SMALL + "cifar500_images.u8.bin");
    JsonNode expected = new ObjectMapper().readTree(Fixtures.file(SMALL + "inception_score_cifar500.json").toFile())
        .get(bias ? "biased" : "unbiased");
    try (OnnxRun run = new OnnxRun(model(bias))) {
      float[] logits = all(run, images, 500, "logits");
      for (int splits : new int[] {10, 1}) {
        InceptionScore score = score(logits, splits);
        JsonNode wanted = expected.get("splits" + splits);
        assertThat(score.mean()).isCloseTo(wanted.get("mean").asDouble(), within(SCORE));
        assertThat(score.standardDeviation()).isCloseTo(wanted.get("std").asDouble(), within(SCORE));
        System.out.printf("score of cifar500, bias %s, %d splits: difference %.2g%n", bias, splits,
            Math.abs(score.mean() - wanted.get("mean").asDouble()));
      }
    }
  }

  private OnnxModel model(boolean bias) {
    return ClassifierGraph.find(graph).translate(graph, bias);
  }

  private static float[] all(OnnxRun run, byte[] images, int count, String output) throws OrtException {
    int size = images.length / count;
    float[] values = null;
    for (int done = 0; done < count; done += BATCH) {
      int now = Math.min(BATCH, count - done);
      float[] some = run.bytes("images", Arrays.copyOfRange(images, done * size, (done + now) * size),
          new long[] {now, 32, 32, 3}, output);
      int width = some.length / now;
      values = values == null ? new float[count * width] : values;
      System.arraycopy(some, 0, values, done * width, some.length);
    }
    return values;
  }

  private static InceptionScore score(float[] logits, int splits) {
    int count = logits.length / CLASSES;
    InceptionScoreAccumulator accumulator = new InceptionScoreAccumulator(count, splits, CLASSES);
    for (int i = 0; i < count; i++) {
      accumulator.add(Arrays.copyOfRange(logits, i * CLASSES, (i + 1) * CLASSES));
    }
    return accumulator.score();
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return probabilities;
  }

  private static void close(String what, float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    System.out.printf("%s: largest difference %.2g%n", what, worst);
    assertThat(worst).as(what).isLessThanOrEqualTo(tolerance);
  }
}
