package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every row of the table: ONNX Runtime computes what ND4J computes, on random shapes, parameters and batches. */
class OperationsTest {
  private static final int GRAPHS = 2;

  @TestFactory
  Stream<DynamicTest> computesWhatNd4jComputes() {
    return OperationCases.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
          for (int seed = 1; seed <= GRAPHS; seed++) {
            check(each, seed);
          }
        }));
  }

  @TestFactory
  Stream<DynamicTest> computesTheSameForFixedShapes() {
    return OperationCases.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> checkFixed(each)));
  }

  @Test
  void everyOperationOfTheTableHasACase() {
    Set<String> covered = new HashSet<>();
    for (OperationCases.Case each : OperationCases.all()) {
      covered.addAll(operations(each.build(1).graph()));
    }
    for (OperationCases.Case each : OperationCases.differentiable()) {
      SameDiff graph = each.buildLoss(1).graph();
      List<String> placeholders = graph.placeHolders().stream().map(SDVariable::name).toList();
      graph.setLossVariables(OperationCases.LOSS);
      MutedOutput.run(() -> graph.createGradFunction(placeholders.toArray(String[]::new)));
      covered.addAll(operations(graph.getFunction("grad")));
    }
    assertThat(covered).containsAll(OnnxExport.operations().keySet());
  }

  private static List<String> operations(SameDiff graph) {
    return graph.getOps().values().stream().map(op -> op.getOp().opName()).toList();
  }

  private static void check(OperationCases.Case each, int seed) throws Exception {
    OperationCases.Built built = each.build(seed);
    try (OrtModel model = new OrtModel(translated(built, built.graph().placeHolders().stream().map(OnnxInput::of)))) {
      for (int batch : new int[] {1, 2 + seed}) {
        compare(built, model, values(built, batch), "seed " + seed + ", batch " + batch);
      }
    }
  }

  private static void checkFixed(OperationCases.Case each) throws Exception {
    OperationCases.Built built = each.build(1);
    Map<String, INDArray> values = values(built, 3);
    Stream<OnnxInput> inputs = values.entrySet().stream().map(entry ->
        OnnxInput.of(entry.getKey(), entry.getValue().dataType(), entry.getValue().shape()));
    try (OrtModel model = new OrtModel(translated(built, inputs))) {
      compare(built, model, values, "fixed shapes");
    }
  }

  private static byte[] translated(OperationCases.Built built, Stream<OnnxInput> inputs) {
    List<OnnxOutput> outputs = built.outputs().stream().map(output -> OnnxOutput.of(output.name())).toList();
    return OnnxExport.translate(built.graph(), inputs.toList(), outputs);
  }

  private static Map<String, INDArray> values(OperationCases.Built built, int batch) {
    Map<String, INDArray> values = new LinkedHashMap<>();
    built.graph().placeHolders().forEach(placeholder ->
        values.put(placeholder.name(), built.value(placeholder, batch)));
    return values;
  }

  private static void compare(
      OperationCases.Built built, OrtModel model, Map<String, INDArray> values, String where) {
    List<String> names = built.outputs().stream().map(SDVariable::name).toList();
    Map<String, INDArray> expected = built.graph().output(values, new ArrayList<>(names));
    Map<String, OrtModel.Tensor> actual = model.run(values);
    for (String name : names) {
      assertSame(name + ", " + where, expected.get(name), actual.get(name));
    }
  }

  /**
   * Tolerance: 1e-5 relative to the larger of 1 and the tensor's largest value. Both sides compute in float32, and an
   * element that is a sum is rounded as its terms are, however small it comes out itself; with another number of
   * threads ND4J adds in another order.
   */
  static void assertSame(String what, INDArray expected, OrtModel.Tensor actual) {
    assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
    double[] values = expected.dup('c').data().asDouble();
    double largest = Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double tolerance = 1e-5 * Math.max(1, largest);
    for (int i = 0; i < values.length; i++) {
      assertThat(actual.values()[i]).as("element %d of %s", i, what).isCloseTo(values[i], within(tolerance));
    }
  }
}
