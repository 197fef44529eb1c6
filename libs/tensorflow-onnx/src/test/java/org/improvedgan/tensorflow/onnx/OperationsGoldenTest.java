package org.improvedgan.tensorflow.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Single operations against what TensorFlow 2.21 gave for them on the CPU; tolerance 1e-5, absolute. */
class OperationsGoldenTest {

  private static final float TOLERANCE = 1e-5f;

  @TestFactory
  List<DynamicTest> everyOperationGivesWhatTensorFlowGives() throws IOException {
    JsonNode index = new ObjectMapper().readTree(Fixtures.file("ops_semantics/index.json").toFile());
    TensorFlowGraph graph = TensorFlowGraph.read(Fixtures.file("ops_semantics/" + index.get("pb").asText()));
    long[] shape = longs(index.get("input").get("shape"));
    float[] x = Fixtures.floats("ops_semantics/" + index.get("input").get("file").asText());
    float[] outputs = Fixtures.floats("ops_semantics/outputs.f32.bin");
    GraphInput input = new GraphInput(TensorRef.parse(index.get("input").get("name").asText()), "x", ElementType.FLOAT,
        Arrays.stream(shape).mapToObj(Long::toString).toList());
    List<DynamicTest> tests = new ArrayList<>();
    index.get("outputs").fields().forEachRemaining(entry -> tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> {
      int from = entry.getValue().get("offset").asInt() / Float.BYTES;
      float[] expected = Arrays.copyOfRange(outputs, from, from + entry.getValue().get("bytes").asInt() / Float.BYTES);
      check(graph, input, shape, x, entry.getKey(), longs(entry.getValue().get("shape")), expected);
    })));
    return tests;
  }

  private static void check(TensorFlowGraph graph, GraphInput input, long[] shape, float[] x, String node,
      long[] expectedShape, float[] expected) throws OrtException {
    OnnxModel model = GraphTranslator.translate(graph, List.of(input),
        List.of(new GraphOutput(TensorRef.parse(node), "y")));
    assertThat(model.outputShape("y")).containsExactly(expectedShape);
    try (OnnxRun run = new OnnxRun(model)) {
      float[] actual = run.floats("x", x, shape, "y");
      assertThat(actual).hasSameSizeAs(expected);
      double worst = IntStream.range(0, actual.length).mapToDouble(i -> Math.abs(actual[i] - expected[i])).max()
          .orElse(0);
      System.out.printf("%s: largest difference %.2g%n", node, worst);
      assertThat(worst).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  private static long[] longs(JsonNode list) {
    return IntStream.range(0, list.size()).mapToLong(i -> list.get(i).asLong()).toArray();
  }
}
