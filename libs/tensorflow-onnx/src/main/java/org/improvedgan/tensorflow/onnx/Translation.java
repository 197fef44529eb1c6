package org.improvedgan.tensorflow.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.TensorRef;
import org.improvedgan.tensorflow.onnx.Operand.Computed;
import org.improvedgan.tensorflow.onnx.Operand.Constant;
import org.improvedgan.tensorflow.onnx.Operand.Layout;

/**
 * A translation under way: what each tensor of the graph is in the ONNX graph so far. TensorFlow has images as
 * [N, H, W, C], ONNX as [N, C, H, W]: a tensor is turned round where it first meets an operation that wants it so, and
 * from there on results stay as they come, so that a network is turned round once at each border.
 */
final class Translation {

  private static final int IMAGE_RANK = 4;
  private static final long[] TO_NCHW = {0, 3, 1, 2};
  private static final long[] TO_NHWC = {0, 2, 3, 1};

  private final OnnxBuilder onnx = new OnnxBuilder();
  private final Uses uses;
  private final Map<TensorRef, Operand> operands = new HashMap<>();
  private final Map<String, Computed> turned = new HashMap<>();

  Translation(Uses uses) {
    this.uses = uses;
  }

  OnnxBuilder onnx() {
    return onnx;
  }

  void define(TensorRef tensor, Operand operand) {
    operands.put(tensor, operand);
  }

  /** What a tensor has become. */
  Operand operand(TensorRef tensor) {
    Operand operand = operands.get(tensor);
    if (operand == null) {
      throw new GraphException(
          "The tensor " + tensor + " is used, but its node gives no such output.");
    }
    return operand;
  }

  /** An input of a node. */
  Operand input(GraphNode node, int i) {
    if (i >= node.inputs().size()) {
      throw node.refuse("has " + node.inputs().size() + " inputs, which is too few.");
    }
    return operand(node.inputs().get(i));
  }

  /** An input that must be a constant, as all weights of a frozen graph are. */
  ConstantTensor constant(GraphNode node, int i) {
    if (input(node, i) instanceof Constant constant) {
      return constant.tensor();
    }
    throw node.refuse("computes its input " + i + " (" + node.inputs().get(i)
        + "), which can be translated only where it is a constant: freeze the graph.");
  }

  /** A constant vector or scalar of whole numbers. */
  long[] integers(GraphNode node, int i) {
    ConstantTensor tensor = constant(node, i);
    if (tensor.type() != ElementType.INT32 && tensor.type() != ElementType.INT64) {
      throw node.refuse("has as its input " + i + " elements of " + tensor.type() + " instead of whole numbers.");
    }
    return tensor.integers();
  }

  /** A constant vector of float32, one for each channel. */
  float[] floats(GraphNode node, int i, long channels) {
    ConstantTensor tensor = constant(node, i);
    if (tensor.type() != ElementType.FLOAT || tensor.size() != channels) {
      throw node.refuse("has as its input " + i + " not " + channels + " numbers of float32.");
    }
    return tensor.floats();
  }

  /** The convolution that computes an input of a node, if nothing else uses its result; else null. */
  Convolution convolutionBefore(GraphNode node, int i) {
    return input(node, i) instanceof Computed computed && uses.once(node.inputs().get(i))
        ? onnx.convolution(computed.name()) : null;
  }

  /** An input in TensorFlow's own order. */
  Computed asItIs(GraphNode node, int i) {
    return asItIs(input(node, i), node.inputs().get(i).node());
  }

  /** A tensor in TensorFlow's own order; a constant is stored under the wished name. */
  Computed asItIs(Operand operand, String wish) {
    if (operand instanceof Constant constant) {
      return new Computed(onnx.constant(constant.tensor(), wish), operand.type(), operand.shape(), Layout.AS_IT_IS);
    }
    Computed computed = (Computed) operand;
    return computed.layout() == Layout.AS_IT_IS ? computed : turn(computed, Layout.AS_IT_IS, TO_NHWC, "/nhwc");
  }

  /** An input as images [N, C, H, W]. */
  Computed images(GraphNode node, int i) {
    Operand operand = input(node, i);
    if (operand.rank() != IMAGE_RANK) {
      throw node.refuse("reads " + node.inputs().get(i) + ", which has " + operand.rank()
          + " dimensions instead of the four of images.");
    }
    return images(asItIsOrImages(operand, node, i));
  }

  Computed images(Computed computed) {
    return computed.layout() == Layout.NCHW ? computed : turn(computed, Layout.NCHW, TO_NCHW, "/nchw");
  }

  private Computed asItIsOrImages(Operand operand, GraphNode node, int i) {
    return operand instanceof Computed computed ? computed : asItIs(node, i);
  }

  private Computed turn(Computed computed, Layout layout, long[] order, String ending) {
    return turned.computeIfAbsent(computed.name(), name -> new Computed(
        onnx.node("Transpose", name + ending, List.of(name), Map.of("perm", order)),
        computed.type(), computed.shape(), layout));
  }

  /** The same values as another type. */
  Computed cast(Computed computed, ElementType type, String wish) {
    return computed.type() == type ? computed : computed.as(
        onnx.node("Cast", wish, List.of(computed.name()), Map.of("to", (long) type.onnx())), type);
  }

  /** Where an axis of TensorFlow's order lies in the order of a layout. */
  static long axis(int axis, Layout layout) {
    return layout == Layout.AS_IT_IS ? axis : IntStream.range(0, IMAGE_RANK).filter(i -> TO_NCHW[i] == axis)
        .findFirst().orElseThrow();
  }

  /** A shape for messages and for ONNX: names where sizes are open. */
  static List<String> dimensions(long[] shape) {
    return IntStream.range(0, shape.length)
        .mapToObj(i -> shape[i] >= 0 ? Long.toString(shape[i]) : i == 0 ? "N" : "d" + i).collect(Collectors.toList());
  }
}
