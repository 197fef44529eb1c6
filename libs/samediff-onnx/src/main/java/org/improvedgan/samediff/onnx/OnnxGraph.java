package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph under construction: nodes, initialisers and the names of their values. Values are named by their ONNX
 * name; names follow from the order of calls alone, so that the same graph gives the same bytes.
 */
final class OnnxGraph {
  private static final Set<String> ELEMENTWISE = Set.of(
      "Abs", "Add", "And", "Cast", "Clip", "Div", "Equal", "Exp", "Greater", "GreaterOrEqual", "HardSigmoid", "Less",
      "LessOrEqual", "Log", "Max", "Min", "Mul", "Neg", "Not", "Pow", "Reciprocal", "Relu", "Sigmoid", "Sign", "Sqrt",
      "Sub", "Tanh", "Where");

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxNode> producers = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, INDArray> initialisers = new HashMap<>();
  private final Map<String, long[]> integers = new HashMap<>();
  private final Map<String, String> constants = new HashMap<>();
  private String scope = "";

  /** Names that must stay free for those who reserved them. */
  void reserve(String name) {
    names.add(name);
  }

  /** The SameDiff variable that the next nodes work for: their values are named after it. */
  void scope(String name) {
    scope = name;
  }

  /** Adds a node with one output and returns the name of its value. */
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    return nodes(type, inputs, 1, attributes).get(0);
  }

  /** Adds a node with several outputs and returns the names of their values. */
  List<String> nodes(String type, List<String> inputs, int outputs, AttributeProto... attributes) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      values.add(fresh(scope + "/" + type));
    }
    OnnxNode node = new OnnxNode(type, inputs, values, Arrays.asList(attributes));
    nodes.add(node);
    values.forEach(value -> producers.put(value, node));
    if (ELEMENTWISE.contains(type) && inputs.stream().allMatch(shapes::containsKey)) {
      shape(values.get(0), Axes.broadcast(inputs.stream().map(shapes::get).toList()));
    }
    return values;
  }

  /** Adds a node whose value has exactly this (reserved) name. */
  void nodeNamed(String name, String type, List<String> inputs, AttributeProto... attributes) {
    rename(node(type, inputs, attributes), name);
  }

  List<OnnxNode> nodes() {
    return nodes;
  }

  /** The node that computes a value; {@code null} for inputs and initialisers. */
  OnnxNode producer(String value) {
    return producers.get(value);
  }

  /** Says what shape a value has. */
  void shape(String value, long... shape) {
    shapes.put(value, shape);
  }

  /** The value's shape, or {@code null} where nobody said. */
  long[] shape(String value) {
    return shapes.get(value);
  }

  /** Gives the value a better name if a node from {@code since} on produced it, and says which name it has now. */
  String rename(String value, String name, int since) {
    OnnxNode node = producers.get(value);
    if (node == null || nodes.lastIndexOf(node) < since) {
      return value;
    }
    rename(value, name);
    return name;
  }

  /** Gives a value another name, wherever it is used. */
  void rename(String value, String name) {
    names.add(name);
    OnnxNode node = producers.remove(value);
    node.outputs.set(node.outputs.indexOf(value), name);
    producers.put(name, node);
    shapes.computeIfAbsent(name, key -> shapes.get(value));
    replace(value, name);
  }

  /** Lets all nodes that read one value read another instead. */
  void replace(String value, String by) {
    for (OnnxNode node : nodes) {
      node.inputs.replaceAll(input -> input.equals(value) ? by : input);
    }
  }

  /** Adds a node in front of another. */
  String insertBefore(OnnxNode node, String type, List<String> inputs) {
    return before(node, () -> node(type, inputs));
  }

  /** Lets other nodes, which {@code build} adds, compute a node's only value. */
  void replaceBy(OnnxNode node, Supplier<String> build) {
    String value = before(node, build);
    nodes.remove(node);
    String name = node.output();
    producers.remove(name);
    rename(value, name);
  }

  private String before(OnnxNode node, Supplier<String> build) {
    int count = nodes.size();
    scope(node.output());
    String value = build.get();
    List<OnnxNode> added = new ArrayList<>(nodes.subList(count, nodes.size()));
    nodes.subList(count, nodes.size()).clear();
    nodes.addAll(nodes.indexOf(node), added);
    return value;
  }

  /** Puts another node in the place of one, whose values it computes from now on. */
  void substitute(OnnxNode node, OnnxNode by) {
    nodes.set(nodes.indexOf(node), by);
    by.outputs.forEach(value -> producers.put(value, by));
  }

  /** Removes the nodes that the values do not depend on, makes equal nodes one, and shortens what can be shorter. */
  void simplify(List<String> outputs) {
    new Simplifier(this, outputs).run();
  }

  /** Writes the array into the model under that name. */
  String initialiser(String name, INDArray array) {
    names.add(name);
    initialisers.put(name, array);
    shapes.put(name, array.shape());
    graph.addInitializer(OnnxTypes.tensor(name, array));
    return name;
  }

  /** A scalar of that type; equal ones are stored once. */
  String scalar(double value, DataType type) {
    return constants.computeIfAbsent(
        type + ":" + value, key -> initialiser(fresh("constant/" + key), Nd4j.scalar(value).castTo(type)));
  }

  /** A constant array that several may use; the key names what is in it. */
  String shared(String key, Supplier<INDArray> array) {
    return constants.computeIfAbsent(key, k -> initialiser(fresh("constant/" + key), array.get()));
  }

  /** A list of 64-bit integers, as axes and shapes are passed; equal ones are stored once. */
  String longs(long... values) {
    String key = Arrays.toString(values).replace(" ", "");
    return constants.computeIfAbsent(key, k -> {
      String name = fresh("constant/" + key);
      graph.addInitializer(OnnxTypes.longs(name, values));
      integers.put(name, values);
      return name;
    });
  }

  /** The integers of a value that {@link #longs} made, or {@code null}. */
  long[] longs(String value) {
    return integers.get(value);
  }

  /** The value with its dimensions in another order; parameters are stored that way, at no cost when the model runs. */
  String transpose(String value, long... order) {
    INDArray array = initialisers.get(value);
    if (array != null) {
      return constants.computeIfAbsent(
          value + Arrays.toString(order),
          key -> initialiser(fresh(value + "/transposed"), array.permute(ints(order))));
    }
    return node("Transpose", List.of(value), ints("perm", order));
  }

  /** Drops parameters that only their transposed copies use, and returns the graph's protobuf form. */
  GraphProto build(String name, List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {
    Set<String> used = new HashSet<>();
    nodes.forEach(node -> used.addAll(node.inputs));
    List<TensorProto> kept = graph.getInitializerList().stream().filter(t -> used.contains(t.getName())).toList();
    GraphProto.Builder result = GraphProto.newBuilder().setName(name);
    result.addAllInput(inputs).addAllOutput(outputs).addAllInitializer(kept);
    nodes.forEach(node -> result.addNode(node.proto()));
    return result.build();
  }

  /** A name that nothing has yet: the one wanted, or one like it. */
  String fresh(String wanted) {
    String name = wanted;
    for (int i = 1; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  static AttributeProto real(String name, double value) {
    return attribute(name, AttributeProto.AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto text(String name, String value) {
    return attribute(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto type(DataType type) {
    return integer("to", OnnxTypes.of(type).getNumber());
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  /** The declaration of an input or output; the batch dimension is called {@code N}. */
  static ValueInfoProto declaration(String name, DataType type, long[] shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      if (size == Shapes.BATCH) {
        dimensions.addDimBuilder().setDimParam("N");
      } else if (size == Shapes.DYNAMIC) {
        dimensions.addDimBuilder();
      } else {
        dimensions.addDimBuilder().setDimValue(size);
      }
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(OnnxTypes.of(type).getNumber()).setShape(dimensions);
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }
}
