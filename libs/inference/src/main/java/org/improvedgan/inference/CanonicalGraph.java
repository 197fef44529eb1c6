package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.GeneratorImport.Layout;
import org.improvedgan.inference.GeneratorImport.Range;
import org.improvedgan.tensorflow.proto.OnnxProtos.Attribute;
import org.improvedgan.tensorflow.proto.OnnxProtos.Graph;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;
import org.improvedgan.tensorflow.proto.OnnxProtos.OperatorSet;
import org.improvedgan.tensorflow.proto.OnnxProtos.Shape;
import org.improvedgan.tensorflow.proto.OnnxProtos.SparseTensor;
import org.improvedgan.tensorflow.proto.OnnxProtos.Tensor;
import org.improvedgan.tensorflow.proto.OnnxProtos.Type;
import org.improvedgan.tensorflow.proto.OnnxProtos.ValueInfo;

/**
 * Rewrites a generator's graph to the form that is served. All names of the model get the prefix {@code model/}, so
 * that {@code z}, {@code class} and {@code images} are free; a few operations before and after it change shapes and
 * values: pixel = round((value - low) · 255 / (high - low)), halves to the even neighbour, clipped to 0 and 255. They
 * are written for the version of the operations that the model was exported for, 7 or newer.
 */
final class CanonicalGraph {

  private static final String PREFIX = "model/";
  private static final int OLDEST_OPSET = 7;
  /** Of the first version in which initialisers need not be inputs. */
  private static final int IR_VERSION = 4;
  /** From this version on, bounds of Clip are inputs and Round is there. */
  private static final int NEWER_CLIP = 11;
  /** A float32 of this size has no fraction left: adding and subtracting it rounds halves to even. */
  private static final float ROUNDER = 0x1.8p23f;

  private final Graph.Builder graph = Graph.newBuilder().setName("generator");
  private final List<Node> after = new ArrayList<>();
  private final long opset;
  private String last;

  private CanonicalGraph(long opset, String last) {
    this.opset = opset;
    this.last = last;
  }

  /** The bytes of the whole new model. */
  static byte[] of(Model model, ExportedModel exported, ImageShape shape, Layout layout, Range range) {
    long opset = model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSet::getVersion).max().orElse(1);
    if (opset < OLDEST_OPSET) {
      throw new ModelException(GeneratorImport.WHAT + " is of version " + opset + " of ONNX's operations: export it "
          + "with opset_version " + OLDEST_OPSET + " or newer.");
    }
    CanonicalGraph made = new CanonicalGraph(opset, PREFIX + exported.images().name());
    made.inputs(exported);
    Graph renamed = renamed(model.getGraph()).build();
    made.graph.addAllNode(renamed.getNodeList()).addAllInitializer(renamed.getInitializerList())
        .addAllSparseInitializer(renamed.getSparseInitializerList());
    made.pixels(exported.images().type(), layout, range);
    made.graph.addAllNode(made.after).addOutput(value("images", Tensors.UINT8,
        shape.height(), shape.width(), shape.channels()));
    return model.toBuilder().setIrVersion(Math.max(IR_VERSION, model.getIrVersion())).setGraph(made.graph).build()
        .toByteArray();
  }

  private void inputs(ExportedModel exported) {
    ExportedModel.Value z = exported.z();
    graph.addInput(value("z", Tensors.FLOAT, exported.latentSize()));
    if (z.shape().length == 4) {
      graph.addInitializer(integers("z/shape", -1, exported.latentSize(), 1, 1));
      graph.addNode(node("Reshape", PREFIX + z.name(), "z", "z/shape"));
    } else {
      graph.addNode(node("Identity", PREFIX + z.name(), "z"));
    }
    exported.label().ifPresent(label -> {
      graph.addInput(value("class", Tensors.INT64));
      String wide = "class";
      if (label.shape().length == 2) {
        graph.addInitializer(integers("class/shape", -1, 1));
        graph.addNode(node("Reshape", "class/column", "class", "class/shape"));
        wide = "class/column";
      }
      graph.addNode(label.type() == OnnxJavaType.INT32
          ? cast(PREFIX + label.name(), wide, Tensors.INT32) : node("Identity", PREFIX + label.name(), wide));
    });
  }

  private void pixels(OnnxJavaType type, Layout layout, Range range) {
    if (layout == Layout.NCHW) {
      after.add(node("Transpose", "images/nhwc", last).toBuilder()
          .addAttribute(Attribute.newBuilder().setName("perm").setType(Attribute.Type.INTS)
              .addInts(0).addInts(2).addInts(3).addInts(1)).build());
      last = "images/nhwc";
    }
    boolean whole = range.low() == 0 && range.high() == 255;
    if (type == OnnxJavaType.UINT8 && whole) {
      after.add(node("Identity", "images", last));
      return;
    }
    if (type != OnnxJavaType.FLOAT) {
      after.add(cast("images/float", last, Tensors.FLOAT));
      last = "images/float";
    }
    if (!whole) {
      binary("Sub", "images/above", (float) range.low());
      binary("Mul", "images/scaled", (float) (255 / (range.high() - range.low())));
    }
    if (opset >= NEWER_CLIP) {
      then("Round", "images/rounded");
      graph.addInitializer(scalar("images/black", 0)).addInitializer(scalar("images/white", 255));
      after.add(node("Clip", "images/clipped", last, "images/black", "images/white"));
    } else {
      binary("Add", "images/lifted", ROUNDER);
      binary("Sub", "images/rounded", ROUNDER);
      after.add(node("Clip", "images/clipped", last).toBuilder()
          .addAttribute(Attribute.newBuilder().setName("min").setType(Attribute.Type.FLOAT).setF(0))
          .addAttribute(Attribute.newBuilder().setName("max").setType(Attribute.Type.FLOAT).setF(255)).build());
    }
    after.add(cast("images", "images/clipped", Tensors.UINT8));
  }

  private void binary(String operation, String name, float constant) {
    graph.addInitializer(scalar(name + "/by", constant));
    after.add(node(operation, name, last, name + "/by"));
    last = name;
  }

  private void then(String operation, String name) {
    after.add(node(operation, name, last));
    last = name;
  }

  private static Graph.Builder renamed(Graph graph) {
    // Shapes of values between the operations are found again; those of a fixed batch would be wrong.
    Graph.Builder renamed = graph.toBuilder().clearNode().clearInitializer().clearSparseInitializer().clearValueInfo();
    graph.getNodeList().forEach(node -> renamed.addNode(renamed(node)));
    graph.getInitializerList().forEach(tensor -> renamed.addInitializer(renamed(tensor)));
    for (SparseTensor sparse : graph.getSparseInitializerList()) {
      renamed.addSparseInitializer(sparse.toBuilder().setValues(renamed(sparse.getValues())));
    }
    for (int i = 0; i < graph.getInputCount(); i++) {
      renamed.setInput(i, graph.getInput(i).toBuilder().setName(renamed(graph.getInput(i).getName())));
    }
    for (int i = 0; i < graph.getOutputCount(); i++) {
      renamed.setOutput(i, graph.getOutput(i).toBuilder().setName(renamed(graph.getOutput(i).getName())));
    }
    return renamed;
  }

  private static Node renamed(Node node) {
    Node.Builder renamed = node.toBuilder().clearInput().clearOutput();
    node.getInputList().forEach(name -> renamed.addInput(renamed(name)));
    node.getOutputList().forEach(name -> renamed.addOutput(renamed(name)));
    for (int i = 0; i < node.getAttributeCount(); i++) {
      Attribute.Builder attribute = node.getAttribute(i).toBuilder();
      if (attribute.hasG()) {
        attribute.setG(renamed(attribute.getG()));
      }
      for (int inner = 0; inner < attribute.getGraphsCount(); inner++) {
        attribute.setGraphs(inner, renamed(attribute.getGraphs(inner)));
      }
      renamed.setAttribute(i, attribute);
    }
    return renamed.build();
  }

  private static Tensor renamed(Tensor tensor) {
    return tensor.toBuilder().setName(renamed(tensor.getName())).build();
  }

  /** An input that is left out has an empty name. */
  private static String renamed(String name) {
    return name.isEmpty() ? name : PREFIX + name;
  }

  private static Node node(String operation, String output, String... inputs) {
    return Node.newBuilder().setOpType(operation).setName(output).addAllInput(List.of(inputs)).addOutput(output)
        .build();
  }

  private static Node cast(String output, String input, int type) {
    return node("Cast", output, input).toBuilder()
        .addAttribute(Attribute.newBuilder().setName("to").setType(Attribute.Type.INT).setI(type)).build();
  }

  private static Tensor scalar(String name, float value) {
    return Tensor.newBuilder().setName(name).setDataType(Tensors.FLOAT)
        .setRawData(ByteString.copyFrom(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value)))
        .build();
  }

  private static Tensor integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return Tensor.newBuilder().setName(name).setDataType(Tensors.INT64).addDims(values.length)
        .setRawData(ByteString.copyFrom(raw)).build();
  }

  /** An input or output of N times this shape. */
  private static ValueInfo value(String name, int type, long... shape) {
    Shape.Builder dimensions = Shape.newBuilder().addDim(Shape.Dimension.newBuilder().setDimParam("N"));
    for (long size : shape) {
      dimensions.addDim(Shape.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfo.newBuilder().setName(name).setType(Type.newBuilder().setTensorType(
        Type.TensorType.newBuilder().setElemType(type).setShape(dimensions))).build();
  }
}
