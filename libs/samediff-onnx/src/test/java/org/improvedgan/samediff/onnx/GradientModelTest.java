package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a model of gradients looks like from outside: names, inputs, and what is refused. */
class GradientModelTest {
  private static final OnnxInput X = OnnxInput.of("x", DataType.FLOAT, 5, 3);
  private static final OnnxInput W = OnnxInput.of("w", DataType.FLOAT, 3, 2);

  /** loss = mean of relu(x · w + b)², x [5, 3]. */
  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, 5, 3);
    SDVariable w = graph.var("w", Nd4j.linspace(DataType.FLOAT, -1, 0.4, 6).reshape(3, 2));
    SDVariable b = graph.var("b", Nd4j.createFromArray(0.5f, -0.25f));
    graph.math().square(graph.nn().relu(x.mmul(w).add("pre", b), 0)).mean("loss");
    graph.constant("unused", 1);
    return graph;
  }

  @Test
  void outputsComeFirstThenTheGradientsInOrder() throws Exception {
    byte[] onnx = OnnxExport.translateGradients(
        graph(), "loss", List.of("w", "b", "x"), List.of(X, W), List.of(OnnxOutput.of("loss"), OnnxOutput.of("pre")));

    GraphProto model = ModelProto.parseFrom(onnx).getGraph();
    assertThat(model.getInputList()).extracting(ValueInfoProto::getName).containsExactly("x", "w");
    assertThat(model.getOutputList()).extracting(ValueInfoProto::getName)
        .containsExactly("loss", "pre", "gradient/w", "gradient/b", "gradient/x");
    assertThat(OnnxExport.gradientName("w")).isEqualTo("gradient/w");
    // w is an input, b a parameter inside.
    assertThat(model.getInitializerList()).extracting(TensorProto::getName).contains("b").doesNotContain("w");
  }

  @Test
  void aVariableThatIsAnInputTakesTheValueItIsGiven() throws Exception {
    byte[] onnx = OnnxExport.translateGradients(
        graph(), "loss", List.of("w"), List.of(X, W), List.of(OnnxOutput.of("loss")));
    INDArray x = Nd4j.linspace(DataType.FLOAT, -2, 0.3, 15).reshape(5, 3);
    INDArray w = Nd4j.linspace(DataType.FLOAT, 1, -0.3, 6).reshape(3, 2);
    SameDiff other = graph();
    other.getVariable("w").setArray(w);
    other.setLossVariables("loss");

    try (OrtModel model = new OrtModel(onnx)) {
      Map<String, OrtModel.Tensor> actual = model.run(Map.of("x", x, "w", w));
      MutedOutput.run(() -> OperationsTest.assertSame(
          "gradient by w", other.calculateGradients(Map.of("x", x), "w").get("w"), actual.get("gradient/w")));
    }
  }

  @Test
  void aForwardModelMayTakeItsVariablesAsInputsToo() throws Exception {
    byte[] onnx = OnnxExport.translate(graph(), List.of(X, W), List.of(OnnxOutput.of("pre")));

    try (OrtModel model = new OrtModel(onnx)) {
      INDArray ones = Nd4j.ones(DataType.FLOAT, 5, 3);
      INDArray w = Nd4j.linspace(DataType.FLOAT, 1.0, 1.0, 6).reshape(3, 2);
      assertThat(model.run(Map.of("x", ones, "w", w)).get("pre").values()).startsWith(9.5, 11.75);
    }
  }

  @Test
  void theGradientFunctionIsAnOrdinaryGraph() throws Exception {
    SameDiff graph = graph();
    graph.setLossVariables("loss");
    MutedOutput.run(graph::createGradFunction);
    String gradient = graph.getVariable("w").gradient().name();

    byte[] onnx = OnnxExport.translate(graph.getFunction("grad"), List.of(X), List.of(OnnxOutput.of("dw", gradient)));

    try (OrtModel model = new OrtModel(onnx)) {
      INDArray x = Nd4j.linspace(DataType.FLOAT, -2, 0.3, 15).reshape(5, 3);
      OperationsTest.assertSame(
          "gradient by w", graph.calculateGradients(Map.of("x", x), "w").get("w"),
          model.run(Map.of("x", x)).get("dw"));
    }
  }

  @Test
  void theSameGraphGivesTheSameBytes() {
    List<OnnxOutput> outputs = List.of(OnnxOutput.of("loss"));
    SameDiff graph = graph();

    byte[] first = OnnxExport.translateGradients(graph, "loss", List.of("w", "b"), List.of(X), outputs);

    assertThat(OnnxExport.translateGradients(graph, "loss", List.of("w", "b"), List.of(X), outputs)).isEqualTo(first);
    assertThat(OnnxExport.translateGradients(graph(), "loss", List.of("w", "b"), List.of(X), outputs)).isEqualTo(first);
  }

  @Test
  void differentiatingPrintsNothingAndSwallowsNothing() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      OnnxExport.translateGradients(graph(), "loss", List.of("w"), List.of(X), List.of());
      MutedOutput.run(() -> {
        System.out.println("muted");
        Thread other = new Thread(() -> System.out.println("of another thread"));
        other.start();
        try {
          other.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
    } finally {
      System.setOut(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("of another thread\n");
  }

  /** ND4J's own derivative of maximum is wrong where an operand is broadcast, so differences of the loss decide. */
  @Test
  void maximumWithABroadcastOperandAgreesWithDifferences() throws Exception {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 4, 3);
    SDVariable column = graph.var("column", Nd4j.createFromArray(0.31, -0.22, 0.47, 0.05).reshape(4, 1));
    SDVariable weights = graph.constant(Nd4j.linspace(DataType.DOUBLE, -1, 0.17, 12).reshape(4, 3));
    graph.max(x, column).mul(weights).sum("loss");
    INDArray values = Nd4j.linspace(DataType.DOUBLE, -1, 0.19, 12).reshape(4, 3);
    byte[] onnx = OnnxExport.translateGradients(graph, "loss", List.of("column"),
        List.of(OnnxInput.of("x", DataType.DOUBLE, 4, 3)), List.of());

    INDArray expected = differences(graph, values, column.getArr());

    try (OrtModel model = new OrtModel(onnx)) {
      double[] actual = model.run(Map.of("x", values)).get("gradient/column").values();
      for (int i = 0; i < 4; i++) {
        assertThat(actual[i]).isCloseTo(expected.getDouble(i), within(1e-9));
      }
    }
  }

  private static INDArray differences(SameDiff graph, INDArray x, INDArray column) {
    INDArray result = Nd4j.create(DataType.DOUBLE, column.length());
    double step = 1e-4;
    for (int i = 0; i < column.length(); i++) {
      double value = column.getDouble(i);
      column.putScalar(i, value + step);
      double above = graph.outputSingle(Map.of("x", x), "loss").getDouble(0);
      column.putScalar(i, value - step);
      double below = graph.outputSingle(Map.of("x", x), "loss").getDouble(0);
      column.putScalar(i, value);
      result.putScalar(i, (above - below) / (2 * step));
    }
    return result;
  }

  @Test
  void whatCannotBeTranslatedIsRefused() {
    assertThatThrownBy(() -> gradients(graph(), "loss", "w", OnnxInput.of("x", DataType.FLOAT, -1, 3)))
        .isInstanceOf(OnnxExportException.class)
        .hasMessage("Input \"x\" is declared as [-1, 3], but gradients are translated for fixed shapes alone: "
            + "give the size in place of -1.");
    assertThatThrownBy(() -> gradients(graph(), "los", "w", X))
        .hasMessage("The loss \"los\" is not a variable of the graph.");
    assertThatThrownBy(() -> gradients(graph(), "loss", "v", X))
        .hasMessage("The gradient by \"v\" is asked for, which the graph does not have.");
    assertThatThrownBy(() -> gradients(graph(), "pre", "w", X))
        .hasMessage("The loss \"pre\" has the shape [5, 2]; a gradient is that of one number, such as its sum or mean.");
    SameDiff apart = graph();
    apart.var("apart", Nd4j.ones(DataType.FLOAT, 2));
    assertThatThrownBy(() -> gradients(apart, "loss", "apart", X))
        .hasMessage("The loss \"loss\" does not depend on \"apart\".");
  }

  @Test
  void aGradientWithDynamicShapesIsRefused() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 3);
    graph.nn().tanh(x.mmul(graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 2)))).sum("loss");
    graph.setLossVariables("loss");
    MutedOutput.run(graph::createGradFunction);
    String gradient = graph.getVariable("w").gradient().name();

    assertThatThrownBy(() -> OnnxExport.translate(
        graph.getFunction("grad"), List.of(OnnxInput.of("x", DataType.FLOAT, -1, 3)), List.of(OnnxOutput.of(gradient))))
        .isInstanceOf(OnnxExportException.class)
        .hasMessageEndingWith("is part of a gradient, which needs fixed shapes: declare every input without -1.");
  }

  @Test
  void anOperationWithoutTranslationIsNamed() {
    SameDiff graph = graph();
    graph.gather(graph.getVariable("w"), graph.constant(Nd4j.createFromArray(2, 0)), 0).sum("chosen");

    // SameDiff's derivative of gather is a loop.
    assertThatThrownBy(() -> gradients(graph, "chosen", "w", X))
        .hasMessageStartingWith("Operation \"exit\" that computes ")
        .hasMessageEndingWith(" has no translation to ONNX.");
  }

  @Test
  void aDerivativeOfAnotherShapeIsRefused() {
    SameDiff graph = graph();
    graph.min(graph.getVariable("pre"), graph.getVariable("b")).sum("smallest");

    assertThatThrownBy(() -> gradients(graph, "smallest", "b", X))
        .hasMessage("SameDiff's gradient by \"b\" has the shape [5, 2] instead of [2]: one of its derivatives ignores "
            + "broadcasting (that of minimum does); give its operands equal shapes.");
  }

  private static void gradients(SameDiff graph, String loss, String variable, OnnxInput input) {
    OnnxExport.translateGradients(graph, loss, List.of(variable), List.of(input), List.of());
  }
}
