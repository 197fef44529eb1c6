package org.improvedgan.tensorflow.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.proto.OnnxProtos.Attribute;
import org.improvedgan.tensorflow.proto.OnnxProtos.Graph;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;
import org.improvedgan.tensorflow.proto.OnnxProtos.OperatorSet;
import org.improvedgan.tensorflow.proto.OnnxProtos.Shape;
import org.improvedgan.tensorflow.proto.OnnxProtos.Tensor;
import org.improvedgan.tensorflow.proto.OnnxProtos.Type;
import org.improvedgan.tensorflow.proto.OnnxProtos.ValueInfo;

/** Collects the operations and constants of an ONNX graph. Nothing in it depends on time, hashes or addresses. */
final class OnnxBuilder {

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final Graph.Builder graph = Graph.newBuilder().setName("graph");
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<ConstantTensor, String> constants = new IdentityHashMap<>();
  private final Map<String, Convolution> convolutions = new LinkedHashMap<>();

  /** Keeps a name for an input or output. */
  void reserve(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("Two inputs or outputs cannot both be called \"" + name + "\".");
    }
  }

  void input(String name, ElementType type, List<String> dimensions) {
    graph.addInput(valueInfo(name, type, dimensions));
  }

  /** Gives a result the name of an output. */
  void output(String result, String name, ElementType type, List<String> dimensions) {
    nodes.add(Node.newBuilder().addInput(result).addOutput(name).setName(name).setOpType("Identity").build());
    graph.addOutput(valueInfo(name, type, dimensions));
  }

  /**
   * Adds an operation with one output.
   *
   * @param wish name of its output, to which a number is added if it is taken
   * @param attributes values are Float, Long, String or {@code long[]}
   * @return the name of its output
   */
  String node(String operation, String wish, List<String> inputs, Map<String, Object> attributes) {
    String name = free(wish);
    nodes.add(build(operation, name, inputs, attributes));
    return name;
  }

  String node(String operation, String wish, List<String> inputs) {
    return node(operation, wish, inputs, Map.of());
  }

  /** The name of a constant; the same tensor is stored once. */
  String constant(ConstantTensor tensor, String wish) {
    return constants.computeIfAbsent(tensor, key -> {
      String name = free(wish);
      store(name, tensor);
      return name;
    });
  }

  /** Adds a convolution, whose weights may be changed until the graph is built. */
  String convolution(Convolution convolution, String wish) {
    String name = free(wish);
    nodes.add(Node.getDefaultInstance());
    convolution.place(nodes.size() - 1, name);
    convolutions.put(name, convolution);
    return name;
  }

  /** The convolution with this output, or null. */
  Convolution convolution(String output) {
    return convolutions.get(output);
  }

  Model build() {
    for (Convolution convolution : convolutions.values()) {
      String name = convolution.name();
      String weights = free(name + "/weights");
      String bias = free(name + "/bias");
      store(weights, convolution.weights());
      store(bias, convolution.bias());
      nodes.set(convolution.position(), build("Conv", name, List.of(convolution.input(), weights, bias),
          convolution.attributes()));
    }
    return Model.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("improved-gan tensorflow-onnx")
        .addOpsetImport(OperatorSet.newBuilder().setVersion(OPSET))
        .setGraph(graph.addAllNode(nodes))
        .build();
  }

  private String free(String wish) {
    String name = wish;
    for (int i = 1; !names.add(name); i++) {
      name = wish + "/" + i;
    }
    return name;
  }

  private void store(String name, ConstantTensor tensor) {
    Tensor.Builder stored = Tensor.newBuilder().setName(name).setDataType(tensor.type().onnx())
        .setRawData(tensor.data());
    for (long size : tensor.shape()) {
      stored.addDims(size);
    }
    graph.addInitializer(stored);
  }

  private static Node build(String operation, String name, List<String> inputs, Map<String, Object> attributes) {
    Node.Builder node = Node.newBuilder().setOpType(operation).setName(name).addAllInput(inputs).addOutput(name);
    new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
    return node.build();
  }

  private static Attribute attribute(String name, Object value) {
    Attribute.Builder attribute = Attribute.newBuilder().setName(name);
    if (value instanceof Float number) {
      return attribute.setType(Attribute.Type.FLOAT).setF(number).build();
    }
    if (value instanceof Long number) {
      return attribute.setType(Attribute.Type.INT).setI(number).build();
    }
    if (value instanceof String text) {
      return attribute.setType(Attribute.Type.STRING).setS(ByteString.copyFromUtf8(text)).build();
    }
    attribute.setType(Attribute.Type.INTS);
    for (long number : (long[]) value) {
      attribute.addInts(number);
    }
    return attribute.build();
  }

  private static ValueInfo valueInfo(String name, ElementType type, List<String> dimensions) {
    Shape.Builder shape = Shape.newBuilder();
    for (String size : dimensions) {
      Shape.Dimension.Builder dimension = shape.addDimBuilder();
      if (size.matches("[0-9]+")) {
        dimension.setDimValue(Long.parseLong(size));
      } else {
        dimension.setDimParam(size);
      }
    }
    return ValueInfo.newBuilder().setName(name)
        .setType(Type.newBuilder().setTensorType(
            Type.TensorType.newBuilder().setElemType(type.onnx()).setShape(shape)))
        .build();
  }
}
