package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients come in the short form: nothing twice, nothing dead, nothing moved that need not be. */
class GradientFormTest {
  private final List<OnnxInput> inputs = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();

  /** The step of a classifier of dense layers with noise between them, on 30 examples. */
  private GraphProto dense(boolean leaky) throws Exception {
    int[] widths = {20, 30, 25, 10};
    SameDiff graph = SameDiff.create();
    SDVariable x = placeholder(graph, "x", 30, widths[0]);
    for (int i = 0; i + 1 < widths.length; i++) {
      x = x.add(placeholder(graph, "noise" + i, 30, widths[i]))
          .mmul(variable(graph, "w" + i, widths[i], widths[i + 1])).add(variable(graph, "b" + i, widths[i + 1]));
      if (i + 2 < widths.length) {
        x = leaky ? graph.nn().leakyRelu(x, 0.2) : graph.nn().relu(x, 0);
      }
    }
    SDVariable labels = placeholder(graph, "labels", 30, 10);
    graph.nn().logSoftmax(x).mul(labels).sum(1).mean().neg("loss");
    return model(graph);
  }

  private SDVariable placeholder(SameDiff graph, String name, long... shape) {
    inputs.add(OnnxInput.of(name, DataType.FLOAT, shape));
    return graph.placeHolder(name, DataType.FLOAT, shape);
  }

  private SDVariable variable(SameDiff graph, String name, long... shape) {
    inputs.add(OnnxInput.of(name, DataType.FLOAT, shape));
    variables.add(name);
    return graph.var(name, Nd4j.createUninitialized(DataType.FLOAT, shape));
  }

  private GraphProto model(SameDiff graph) throws Exception {
    byte[] onnx = OnnxExport.translateGradients(graph, "loss", variables, inputs, List.of(OnnxOutput.of("loss")));
    new OrtModel(onnx).close();
    return ModelProto.parseFrom(onnx).getGraph();
  }

  private static long count(GraphProto graph, String type) {
    return graph.getNodeList().stream().filter(node -> node.getOpType().equals(type)).count();
  }

  private static List<NodeProto> readers(GraphProto graph, String value) {
    return graph.getNodeList().stream().filter(node -> node.getInputList().contains(value)).toList();
  }

  @Test
  void denseLayersAreProductsAndNothingIsTransposed() throws Exception {
    GraphProto graph = dense(false);

    assertThat(graph.getNodeList()).extracting(NodeProto::getOpType)
        .doesNotContain("Transpose", "Expand", "Cast", "Identity", "Where");
    // Forward and by weights for each of three layers, by inputs for all but the first.
    assertThat(count(graph, "Gemm")).isEqualTo(8);
    assertThat(count(graph, "MatMul")).as("sums for biases").isEqualTo(3);
    assertThat(graph.getNodeCount()).isLessThanOrEqualTo(34);
  }

  @Test
  void activationsCanBeFusedIntoTheProductBeforeThem() throws Exception {
    for (boolean leaky : new boolean[] {false, true}) {
      inputs.clear();
      variables.clear();
      GraphProto graph = dense(leaky);
      List<NodeProto> activations = graph.getNodeList().stream()
          .filter(node -> node.getOpType().equals(leaky ? "LeakyRelu" : "Relu"))
          .toList();
      assertThat(activations).hasSize(2).allSatisfy(node -> {
        NodeProto product = graph.getNodeList().stream()
            .filter(other -> other.getOutputList().contains(node.getInput(0))).findFirst().orElseThrow();
        assertThat(product.getOpType()).isEqualTo("Gemm");
        assertThat(product.getInputCount()).as("with its bias").isEqualTo(3);
        assertThat(readers(graph, node.getInput(0))).as("readers of what is activated").hasSize(1);
      });
    }
  }

  @Test
  void equalNodesAreOne() throws Exception {
    for (boolean leaky : new boolean[] {false, true}) {
      inputs.clear();
      variables.clear();
      GraphProto graph = dense(leaky);
      assertThat(graph.getNodeList().stream()
          .map(node -> node.getOpType() + node.getInputList() + node.getAttributeList())
          .collect(Collectors.toList())).doesNotHaveDuplicates();
      assertThat(graph.getNodeList()).allSatisfy(node -> assertThat(node.getOutputList()).anySatisfy(value ->
          assertThat(!readers(graph, value).isEmpty()
              || graph.getOutputList().stream().anyMatch(output -> output.getName().equals(value))).isTrue()));
    }
  }

  @Test
  void weightsStoredAsOnnxHasThemAreNotMoved() throws Exception {
    SameDiff graph = SameDiff.create();
    convolutions(graph, 4, 16, 8);

    GraphProto onnx = model(graph);

    assertThat(onnx.getNodeList().stream().filter(node -> node.getOpType().equals("Conv")).limit(2)
        .map(node -> node.getInput(1))).containsExactly("w0", "w1");
    assertThat(count(onnx, "Conv")).as("forward, and by the second one's images").isEqualTo(3);
    assertThat(onnx.getNodeList().stream().filter(node -> node.getOpType().equals("LeakyRelu")))
        .allSatisfy(node -> assertThat(readers(onnx, node.getInput(0))).hasSize(1));
  }

  /** Two convolutions 3x3 over images of those channels and pixels. */
  private void convolutions(SameDiff graph, int images, int channels, int pixels) {
    SDVariable x = placeholder(graph, "x", images, 3, pixels, pixels);
    int in = 3;
    for (int i = 0; i < 2; i++) {
      SDVariable weights = graph.permute(variable(graph, "w" + i, channels, in, 3, 3), 2, 3, 1, 0);
      x = graph.nn().leakyRelu(graph.cnn().conv2d(x, weights, variable(graph, "b" + i, channels),
          Conv2DConfig.builder()
              .kH(3).kW(3).sH(1).sW(1).pH(1).pW(1).dH(1).dW(1).dataFormat("NCHW").build()), 0.2);
      in = channels;
    }
    graph.math().square(x).mean("loss");
  }

  @Test
  void aTransposedConvolutionCutsByItself() throws Exception {
    SameDiff graph = SameDiff.create();
    OperationCases.Source source = new OperationCases.Source(new Random(1));
    SDVariable maps = ConvolutionCases.transposed(graph, source, 4, 3, 0);
    long pixels = graph.getVariable("images").placeholderShape()[2];
    graph.math().square(maps).mean("loss");
    inputs.add(OnnxInput.of("images", DataType.FLOAT, 2, 4, pixels, pixels));
    variables.addAll(List.of("images", "w"));

    GraphProto onnx = model(graph);

    NodeProto spread = onnx.getNodeList().stream()
        .filter(node -> node.getOpType().equals("ConvTranspose")).findFirst().orElseThrow();
    assertThat(integers(spread, "pads")).containsExactly(2L, 2L, 1L, 1L);
    NodeProto back = onnx.getNodeList().stream()
        .filter(node -> node.getOpType().equals("Conv")).findFirst().orElseThrow();
    assertThat(integers(back, "pads")).containsExactly(2L, 2L, 1L, 1L);
    assertThat(readers(onnx, spread.getOutput(0))).noneMatch(node -> node.getOpType().equals("Slice"));
  }

  private static List<Long> integers(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(attribute -> attribute.getName().equals(name)).findFirst()
        .map(AttributeProto::getIntsList).orElseThrow();
  }

  /** The activations of these shapes are 1.5 GB: computing the graph, or filling its arrays, would show. */
  @Test
  void largeShapesNeedNoMemory() throws Exception {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "Linux alone tells how much memory a process used");
    SameDiff graph = SameDiff.create();
    convolutions(graph, 300, 256, 48);
    long before = peak(status);

    OnnxExport.translateGradients(graph, "loss", variables, inputs, List.of());

    assertThat(peak(status) - before).as("kilobytes").isLessThan(500_000);
  }

  private static long peak(Path status) throws Exception {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst().orElseThrow();
  }
}
