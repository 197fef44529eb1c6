package org.improvedgan.tensorflow.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;
import org.improvedgan.tensorflow.proto.GraphProtos.AttrValue;
import org.improvedgan.tensorflow.proto.GraphProtos.GraphDef;
import org.improvedgan.tensorflow.proto.GraphProtos.NodeDef;
import org.improvedgan.tensorflow.proto.GraphProtos.Tensor;
import org.junit.jupiter.api.Test;

class GraphTranslatorTest {

  private static final byte[] PICTURE = new byte[40 * 50 * 3];

  static {
    for (int i = 0; i < PICTURE.length; i++) {
      PICTURE[i] = (byte) (i * i / 7);
    }
  }

  @Test
  void theSameGraphGivesTheSameBytes() {
    assertThat(translate(SmallInception.graph(), true).toByteArray())
        .isEqualTo(translate(SmallInception.graph(), true).toByteArray());
  }

  /** 2,048 features and 1,008 classes, for two images at once. */
  @Test
  void theFullSizeGraphIsTranslatedAsWell() throws OrtException {
    long start = System.nanoTime();
    TensorFlowGraph graph = graph(SmallInception.fullSize(1));
    OnnxModel model = ClassifierGraph.find(graph).translate(graph, false);
    byte[] bytes = model.toByteArray();
    System.out.printf("full size: %,d bytes, %d operations, made and translated in %.1f s%n", bytes.length,
        model.operations(), (System.nanoTime() - start) / 1e9);
    assertThat(bytes).hasSizeBetween(90_000_000, 100_000_000);
    assertThat(model.outputShape("features")).containsExactly(-1, 2048);
    assertThat(model.outputShape("logits")).containsExactly(-1, 1008);
    byte[] two = Arrays.copyOf(PICTURE, 2 * PICTURE.length);
    try (OnnxRun run = new OnnxRun(model)) {
      float[] features = run.bytes("images", two, new long[] {2, 40, 50, 3}, "features");
      assertThat(features).hasSize(2 * 2048).doesNotContain(Float.NaN);
      assertThat(Arrays.copyOf(features, 2048)).isNotEqualTo(Arrays.copyOfRange(features, 2048, 4096));
    }
  }

  /** Every float constant as a list of values, every shape as a list of numbers: the outputs stay the same bits. */
  @Test
  void anotherEncodingOfTheConstantsIsTheSameGraph() throws OrtException {
    GraphDef.Builder other = GraphDef.newBuilder();
    SmallInception.graph().getNodeList().forEach(node -> other.addNode(node.getOp().equals("Const")
        ? listed(node) : node));
    try (OnnxRun run = new OnnxRun(translate(SmallInception.graph(), false));
        OnnxRun otherRun = new OnnxRun(translate(other.build(), false))) {
      long[] shape = {1, 40, 50, 3};
      assertThat(otherRun.bytes("images", PICTURE, shape, "logits"))
          .isEqualTo(run.bytes("images", PICTURE, shape, "logits"));
    }
  }

  @Test
  void everyImageOfABatchIsTreatedAlike() throws OrtException {
    byte[] three = Arrays.copyOf(PICTURE, 3 * PICTURE.length);
    System.arraycopy(PICTURE, 0, three, 2 * PICTURE.length, PICTURE.length);
    try (OnnxRun run = new OnnxRun(translate(SmallInception.graph(), false))) {
      float[] logits = run.bytes("images", three, new long[] {3, 40, 50, 3}, "logits");
      assertThat(Arrays.copyOfRange(logits, 2 * 1008, 3 * 1008)).isEqualTo(Arrays.copyOf(logits, 1008));
    }
  }

  @Test
  void anUnknownOperationIsNamedWithItsNode() {
    GraphDef strange = replaced("conv_3", "Swish");
    assertThatThrownBy(() -> translate(strange, false)).isInstanceOf(GraphException.class)
        .hasMessageStartingWith("The operation Swish of the node \"conv_3\" cannot be translated: known are Add,");
  }

  /** What no output needs may hold anything. */
  @Test
  void whatIsNotNeededIsNotTranslated() {
    GraphDef graph = SmallInception.graph().toBuilder()
        .addNode(NodeDef.newBuilder().setName("beside").setOp("Swish").addInput("pool_3")).build();
    assertThat(translate(graph, false).outputShape("features")).containsExactly(-1, 256);
  }

  @Test
  void aGraphThatIsNoClassifierIsRefused() {
    GraphDef headless = replaced("softmax", "Identity");
    assertThatThrownBy(() -> translate(headless, false)).isInstanceOf(GraphException.class).hasMessage(
        "The graph is no image classifier: it has 0 nodes where one Softmax at its end is expected.");
    GraphDef unbiased = replaced("softmax/logits", "Identity");
    assertThatThrownBy(() -> translate(unbiased, true)).isInstanceOf(GraphException.class)
        .hasMessage("The graph has no bias at its end: leave out --bias.");
  }

  @Test
  void otherFilesAreRefused() {
    assertThatThrownBy(() -> graph("no graph at all".getBytes())).isInstanceOf(GraphException.class)
        .hasMessageStartingWith("test.pb is no TensorFlow graph");
    assertThatThrownBy(() -> graph(new byte[0])).isInstanceOf(GraphException.class)
        .hasMessage("test.pb is no TensorFlow graph: it has no nodes.");
    byte[] whole = SmallInception.bytes();
    assertThatThrownBy(() -> graph(Arrays.copyOf(whole, whole.length / 2))).isInstanceOf(GraphException.class)
        .hasMessage("test.pb is no TensorFlow graph: its bytes cannot be read as a binary GraphDef (.pb).");
  }

  @Test
  void aConstantThatItsShapeDoesNotFitIsNamed() {
    GraphDef.Builder graph = SmallInception.graph().toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("softmax/weights")) {
        Tensor tensor = node.getAttrOrThrow("value").getTensor();
        node.putAttr("value", AttrValue.newBuilder().setTensor(tensor.toBuilder()
            .setTensorContent(ByteString.copyFrom(new byte[12]))).build());
      }
    }
    assertThatThrownBy(() -> translate(graph.build(), false)).isInstanceOf(GraphException.class).hasMessage(
        "The node \"softmax/weights\" (Const) holds 12 bytes where its shape [256, 1008] takes 1032192.");
  }

  @Test
  void aMissingNodeAndALoopAreNamed() {
    GraphDef graph = GraphDef.newBuilder()
        .addNode(NodeDef.newBuilder().setName("a").setOp("Relu").addInput("b"))
        .addNode(NodeDef.newBuilder().setName("b").setOp("Relu").addInput("a"))
        .addNode(NodeDef.newBuilder().setName("c").setOp("Relu").addInput("gone")).build();
    TensorFlowGraph read = graph(graph.toByteArray());
    assertThatThrownBy(() -> output(read, "a")).isInstanceOf(GraphException.class)
        .hasMessageContaining("depends on its own result");
    assertThatThrownBy(() -> output(read, "c")).isInstanceOf(GraphException.class)
        .hasMessage("The node \"c\" (Relu) reads \"gone\", which is not in the graph.");
    assertThatThrownBy(() -> output(read, "d")).isInstanceOf(GraphException.class)
        .hasMessage("The graph has no node \"d\".");
  }

  /** A convolution whose result is wanted itself keeps its weights, and batch normalisation is a node of its own. */
  @Test
  void aConvolutionThatIsUsedTwiceIsNotFolded() throws OrtException {
    TensorFlowGraph graph = graph(SmallInception.bytes());
    List<GraphInput> input = List.of(new GraphInput(TensorRef.parse("ExpandDims"), "images", ElementType.UINT8,
        List.of("N", "H", "W", "3")));
    GraphOutput raw = new GraphOutput(TensorRef.parse("conv/Conv2D"), "raw");
    GraphOutput normal = new GraphOutput(TensorRef.parse("conv/batchnorm"), "normal");
    OnnxModel apart = GraphTranslator.translate(graph, input, List.of(normal));
    OnnxModel both = GraphTranslator.translate(graph, input, List.of(raw, normal));
    long[] shape = {1, 40, 50, 3};
    try (OnnxRun one = new OnnxRun(apart); OnnxRun two = new OnnxRun(both)) {
      float[] folded = one.bytes("images", PICTURE, shape, "normal");
      float[] separate = two.bytes("images", PICTURE, shape, "normal");
      for (int i = 0; i < folded.length; i++) {
        assertThat(folded[i]).isCloseTo(separate[i], org.assertj.core.api.Assertions.within(1e-4f));
      }
      assertThat(two.bytes("images", PICTURE, shape, "raw")).isNotEqualTo(separate);
    }
  }

  private static OnnxModel output(TensorFlowGraph graph, String node) {
    return GraphTranslator.translate(graph, List.of(), List.of(new GraphOutput(TensorRef.parse(node), "y")));
  }

  private static OnnxModel translate(GraphDef definition, boolean bias) {
    TensorFlowGraph graph = graph(definition.toByteArray());
    return ClassifierGraph.find(graph).translate(graph, bias);
  }

  private static TensorFlowGraph graph(byte[] bytes) {
    return TensorFlowGraph.parse(UnsafeByteOperations.unsafeWrap(bytes), "test.pb");
  }

  private static GraphDef replaced(String node, String operation) {
    GraphDef.Builder graph = SmallInception.graph().toBuilder();
    graph.getNodeBuilderList().stream().filter(one -> one.getName().equals(node)).forEach(one -> one.setOp(operation));
    return graph.build();
  }

  /** The values of a constant one by one. */
  private static NodeDef listed(NodeDef node) {
    Tensor tensor = node.getAttrOrThrow("value").getTensor();
    if (tensor.getTensorContent().isEmpty()) {
      return node;
    }
    ConstantTensor values = graph(GraphDef.newBuilder().addNode(node).build().toByteArray()).node(node.getName())
        .constant();
    Tensor.Builder listed = tensor.toBuilder().clearTensorContent();
    if (values.type() == ElementType.FLOAT) {
      for (float value : values.floats()) {
        listed.addFloatVal(value);
      }
    } else {
      Arrays.stream(values.integers()).forEach(value -> listed.addIntVal((int) value));
    }
    return node.toBuilder().putAttr("value", AttrValue.newBuilder().setTensor(listed).build()).build();
  }
}
