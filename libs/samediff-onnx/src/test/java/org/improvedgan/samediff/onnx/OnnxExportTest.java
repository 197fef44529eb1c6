package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a model looks like from outside: names, types, shapes, bytes, and what is refused. */
class OnnxExportTest {
  private static final OnnxInput Z = OnnxInput.of("z", DataType.FLOAT, -1, 4);

  /** z [N, 4] → hidden [N, 6] → images [N, 2, 3, 1], beside a loss that needs labels. */
  private static SameDiff generator(long seed) {
    SameDiff graph = SameDiff.create();
    SDVariable z = graph.placeHolder("z", DataType.FLOAT, -1, 4);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 6);
    float[] weights = new float[24];
    Random random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    SDVariable hidden = z.mmul("hidden", graph.var("weights", Nd4j.create(weights, new long[] {4, 6}, 'c')));
    graph.reshape("images", graph.nn().sigmoid(hidden).mul(255), -1, 2, 3, 1);
    graph.math().square(hidden.sub(labels)).mean("loss");
    return graph;
  }

  @Test
  void namesAndShapesAreThoseOfTheGraphAndTheBatchIsDynamic() throws Exception {
    byte[] onnx = OnnxExport.translate(
        generator(1), List.of(Z), List.of(OnnxOutput.pixels("images", "images"), OnnxOutput.of("features", "hidden")));

    try (OrtModel model = new OrtModel(onnx)) {
      assertTensor((TensorInfo) model.session.getInputInfo().get("z").getInfo(), OnnxJavaType.FLOAT, -1, 4);
      assertThat(model.session.getOutputInfo().keySet()).containsExactly("images", "features");
      assertTensor(
          (TensorInfo) model.session.getOutputInfo().get("images").getInfo(), OnnxJavaType.UINT8, -1, 2, 3, 1);
      assertTensor(
          (TensorInfo) model.session.getOutputInfo().get("features").getInfo(), OnnxJavaType.FLOAT, -1, 6);
    }
    GraphProto graph = ModelProto.parseFrom(onnx).getGraph();
    assertThat(graph.getInputList()).extracting(ValueInfoProto::getName).containsExactly("z");
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam()).isEqualTo("N");
    assertThat(graph.getOutput(0).getType().getTensorType().getShape().getDim(0).getDimParam()).isEqualTo("N");
  }

  private static void assertTensor(TensorInfo info, OnnxJavaType type, long... shape) {
    assertThat(info.type).isEqualTo(type);
    assertThat(info.getShape()).containsExactly(shape);
  }

  @Test
  void whatTheOutputsDoNotNeedStaysOut() throws Exception {
    GraphProto graph = model(generator(1), OnnxOutput.of("images")).getGraph();

    assertThat(graph.getNodeList()).extracting(NodeProto::getOpType)
        .containsExactly("MatMul", "Sigmoid", "Mul", "Reshape");
    assertThat(graph.getInitializerList()).extracting(TensorProto::getName).contains("weights");
    assertThat(graph.getInitializerList()).allMatch(tensor -> !tensor.getRawData().isEmpty());
    assertThat(graph.getInitializerList()).allMatch(tensor -> tensor.getExternalDataCount() == 0);
  }

  @Test
  void aDimensionThatOnlyDependsOnTheBatchIsDynamicWithoutAName() throws Exception {
    SameDiff graph = generator(1);
    graph.reshape("flat", graph.getVariable("hidden"), -1);

    GraphProto onnx = model(graph, OnnxOutput.of("flat")).getGraph();

    assertThat(onnx.getOutput(0).getType().getTensorType().getShape().getDim(0).hasDimParam()).isFalse();
    assertThat(onnx.getOutput(0).getType().getTensorType().getShape().getDim(0).hasDimValue()).isFalse();
  }

  @Test
  void versionsAndMetadataAreWrittenDown() throws Exception {
    byte[] onnx = OnnxExport.translate(
        generator(1), List.of(Z), List.of(OnnxOutput.of("images")), Map.of("epoch", "3", "dataset", "mnist"));

    ModelProto model = ModelProto.parseFrom(onnx);
    assertThat(model.getIrVersion()).isEqualTo(OnnxExport.IR_VERSION);
    assertThat(model.getOpsetImportList()).singleElement()
        .satisfies(opset -> assertThat(opset.getVersion()).isEqualTo(OnnxExport.OPSET));
    assertThat(model.getMetadataPropsList()).extracting(property -> property.getKey() + "=" + property.getValue())
        .containsExactly("dataset=mnist", "epoch=3");
  }

  @Test
  void theSameGraphGivesTheSameBytes() {
    List<OnnxOutput> outputs = List.of(OnnxOutput.pixels("pixels", "images"), OnnxOutput.of("hidden"));

    byte[] first = OnnxExport.translate(generator(1), List.of(Z), outputs);

    assertThat(OnnxExport.translate(generator(1), List.of(Z), outputs)).isEqualTo(first);
    SameDiff graph = generator(1);
    OnnxExport.translate(graph, List.of(Z), outputs);
    assertThat(OnnxExport.translate(graph, List.of(Z), outputs)).isEqualTo(first);
    assertThat(OnnxExport.translate(generator(2), List.of(Z), outputs)).isNotEqualTo(first);
  }

  @Test
  void pixelsAreRoundedHalfToEvenAndLimited() throws Exception {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("z", DataType.FLOAT, -1, 9).add("y", 0.0);
    byte[] onnx = OnnxExport.translate(
        graph, List.of(OnnxInput.of("z", DataType.FLOAT, -1, 9)), List.of(OnnxOutput.pixels("images", "y")));
    INDArray values = Nd4j.createFromArray(-3f, 0.5f, 1.5f, 2.5f, 2.51f, 254.49f, 254.5f, 255.5f, 300f).reshape(1, 9);

    try (OrtModel model = new OrtModel(onnx)) {
      assertThat(model.run(Map.of("z", values)).get("images").values())
          .containsExactly(0, 0, 2, 2, 3, 254, 254, 255, 255);
    }
  }

  @Test
  void aNetworkForFloatsCanTakeBytes() throws Exception {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("images", DataType.FLOAT, -1, 2, 1).div("scaled", 255.0);
    byte[] onnx = OnnxExport.translate(
        graph, List.of(OnnxInput.of("images", DataType.UINT8, -1, 2, 1)), List.of(OnnxOutput.of("scaled")));

    try (OrtModel model = new OrtModel(onnx)) {
      INDArray bytes = Nd4j.createFromArray(255, 51, 0, 128).castTo(DataType.UINT8).reshape(2, 2, 1);
      assertThat(model.run(Map.of("images", bytes)).get("scaled").values())
          .containsExactly(1, 51 / 255f, 0, 128 / 255f);
    }
  }

  @Test
  void columnMajorParametersAndViewsAreWrittenRowMajor() throws Exception {
    SameDiff graph = SameDiff.create();
    INDArray whole = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    INDArray view = whole.transpose().get(NDArrayIndex.interval(1, 3));
    graph.placeHolder("z", DataType.FLOAT, -1, 3).add("y", graph.constant(view.sum(true, 0).dup('f')))
        .add("shifted", graph.constant(view.getRow(0)));

    TensorProto tensor = model(graph, OnnxInput.of("z", DataType.FLOAT, -1, 3), OnnxOutput.of("shifted")).getGraph()
        .getInitializer(1);

    assertThat(tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer())
        .isEqualByComparingTo(FloatBuffer.wrap(new float[] {2, 5, 8}));
  }

  @Test
  void anOutputMayBeAParameterOrAnInputUnderAnotherName() throws Exception {
    byte[] onnx = OnnxExport.translate(
        generator(1), List.of(Z), List.of(OnnxOutput.of("copy", "z"), OnnxOutput.of("w", "weights")));

    try (OrtModel model = new OrtModel(onnx)) {
      INDArray z = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 4);
      Map<String, OrtModel.Tensor> outputs = model.run(Map.of("z", z));
      assertThat(outputs.get("copy").values()).containsExactly(1, 2, 3, 4);
      assertThat(outputs.get("w").shape()).containsExactly(4, 6);
    }
  }

  @Test
  void anOperationWithoutTranslationIsNamed() {
    SameDiff graph = generator(1);
    graph.math().atan("angle", graph.getVariable("hidden"));

    assertThatThrownBy(() -> model(graph, OnnxOutput.of("angle")))
        .isInstanceOf(OnnxExportException.class)
        .hasMessage("Operation \"atan\" that computes \"angle\" has no translation to ONNX.");
  }

  @Test
  void anArgumentWithoutCounterpartIsNamed() {
    SameDiff graph = generator(1);
    graph.argmax("largest", graph.getVariable("hidden"), 0, 1);

    assertThatThrownBy(() -> model(graph, OnnxOutput.of("largest")))
        .hasMessage("Operation \"argmax\" that computes \"largest\" has no translation to ONNX here: "
            + "it looks along 2 dimensions instead of one.");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> model(generator(1), OnnxOutput.of("loss")))
        .hasMessage("The outputs depend on placeholder \"labels\", which is not among the inputs.");
    assertThatThrownBy(() -> model(generator(1), OnnxOutput.of("pictures")))
        .hasMessage("Output \"pictures\" names \"pictures\", which the graph does not have.");
    OnnxInput computed = OnnxInput.of("hidden", DataType.FLOAT, 4, 6);
    assertThatThrownBy(() -> model(generator(1), computed, OnnxOutput.of("images")))
        .hasMessage("Input \"hidden\" is neither a placeholder nor a variable of the graph.");
    OnnxInput parameter = OnnxInput.of("weights", DataType.FLOAT, 6, 4);
    assertThatThrownBy(() -> model(generator(1), parameter, OnnxOutput.of("hidden")))
        .hasMessage("Input \"weights\" is declared as [6, 4], but its variable as [4, 6].");
    assertThatThrownBy(() -> model(generator(1), OnnxInput.of("z", DataType.FLOAT, -1, 5), OnnxOutput.of("hidden")))
        .hasMessage("Input \"z\" is declared as [-1, 5], but its placeholder as [-1, 4].");
    assertThatThrownBy(() -> OnnxInput.of("z", DataType.FLOAT, -1, 0)).isInstanceOf(OnnxExportException.class);
    assertThatThrownBy(() -> new OnnxOutput("y", "y", DataType.INT32)).isInstanceOf(OnnxExportException.class);
    assertThatThrownBy(() -> model(generator(1), OnnxOutput.of("z", "hidden")))
        .hasMessage("The name \"z\" stands twice among inputs and outputs.");
  }

  private static ModelProto model(SameDiff graph, OnnxOutput output) throws Exception {
    return model(graph, Z, output);
  }

  private static ModelProto model(SameDiff graph, OnnxInput input, OnnxOutput output) throws Exception {
    byte[] onnx = OnnxExport.translate(graph, List.of(input), List.of(output));
    new OrtModel(onnx).close();
    return ModelProto.parseFrom(onnx);
  }
}
