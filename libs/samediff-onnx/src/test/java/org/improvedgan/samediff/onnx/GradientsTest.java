package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every gradient that SameDiff knows: ONNX Runtime computes what ND4J computes, on random shapes and parameters. */
class GradientsTest {
  private static final int GRAPHS = 4;

  @TestFactory
  Stream<DynamicTest> computesTheGradientsThatNd4jComputes() {
    return OperationCases.differentiable().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
          for (int seed = 1; seed <= GRAPHS; seed++) {
            check(each, seed);
          }
        }));
  }

  @Test
  void whatHasNoGradientIsACase() {
    assertThat(OperationCases.all()).extracting(OperationCases.Case::name)
        .containsAll(GradientCases.WITHOUT.keySet()).doesNotHaveDuplicates();
  }

  private static void check(OperationCases.Case each, int seed) throws Exception {
    OperationCases.Built built = each.buildLoss(seed);
    SameDiff graph = built.graph();
    List<String> variables = new ArrayList<>();
    List<OnnxInput> inputs = new ArrayList<>();
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    Map<String, INDArray> values = new LinkedHashMap<>();
    for (SDVariable variable : graph.variables()) {
      if (variable.isPlaceHolder()) {
        INDArray value = built.value(variable, 1 + seed);
        placeholders.put(variable.name(), value);
        values.put(variable.name(), value);
        inputs.add(OnnxInput.of(variable.name(), value.dataType(), value.shape()));
        if (variable.dataType().isFPType()) {
          variables.add(variable.name());
        }
      } else if (variable.getVariableType() == VariableType.VARIABLE) {
        variables.add(variable.name());
        if (seed % 2 == 0) {
          values.put(variable.name(), variable.getArr());
          inputs.add(OnnxInput.of(variable.name(), DataType.FLOAT, variable.getArr().shape()));
        }
      }
    }
    byte[] onnx = OnnxExport.translateGradients(
        graph, OperationCases.LOSS, variables, inputs, List.of(OnnxOutput.of(OperationCases.LOSS)));
    Map<String, INDArray> expected = graph.calculateGradients(placeholders, variables);
    try (OrtModel model = new OrtModel(onnx)) {
      Map<String, OrtModel.Tensor> actual = model.run(values);
      for (String variable : variables) {
        OperationsTest.assertSame("gradient by " + variable + ", seed " + seed, expected.get(variable),
            actual.get(OnnxExport.gradientName(variable)));
      }
    }
  }
}
