package org.improvedgan.tensorflow.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.onnx.Operand.Computed;
import org.improvedgan.tensorflow.onnx.Operand.Constant;
import org.improvedgan.tensorflow.onnx.Operand.Layout;

/** What moves values without computing with them. */
final class ShapeRules {

  private ShapeRules() {
  }

  static Operand cast(GraphNode node, Translation translation) {
    ElementType type = node.type("DstT").orElseThrow(() -> node.refuse("does not say to which type."));
    Computed input = translation.input(node, 0) instanceof Computed computed ? computed : translation.asItIs(node, 0);
    return translation.cast(input, type, node.name());
  }

  /**
   * A constant shape. Graphs frozen for one image at a time state 1 as its first size: where the input has any number
   * of images and each has as many values as the other sizes say, the result has that number too.
   */
  static Operand reshape(GraphNode node, Translation translation) {
    Computed input = translation.asItIs(node, 0);
    long[] wanted = translation.integers(node, 1);
    long[] from = input.shape();
    long[] shape = wanted.clone();
    boolean openBatch = from.length > 0 && from[0] < 0 && Arrays.stream(from, 1, from.length).allMatch(s -> s >= 0);
    if (openBatch && wanted.length > 0 && wanted[0] >= 0) {
      if (wanted[0] == 1) {
        fill(shape, 1, product(from, 1));
        shape[0] = -1;
      }
      if (shape[0] >= 0 || product(shape, 1) != product(from, 1)) {
        throw node.refuse("gives the shape " + Arrays.toString(wanted) + " to images of shape "
            + Arrays.toString(from) + ", which does not fit any number of them.");
      }
      wanted = shape;
    } else if (Arrays.stream(from).allMatch(size -> size >= 0)) {
      fill(shape, 0, product(from, 0));
      if (product(shape, 0) != product(from, 0)) {
        throw node.refuse("gives the shape " + Arrays.toString(wanted) + " to a tensor of shape "
            + Arrays.toString(from) + ".");
      }
    }
    String sizes = translation.onnx().constant(ConstantTensor.of(wanted), node.name() + "/shape");
    return new Computed(translation.onnx().node("Reshape", node.name(), List.of(input.name(), sizes)), input.type(),
        shape, Layout.AS_IT_IS);
  }

  /** Takes out dimensions of size 1: those named, or all. */
  static Operand squeeze(GraphNode node, Translation translation) {
    Operand input = translation.input(node, 0);
    long[] shape = input.shape();
    List<Integer> named = Arrays.stream(node.integers(node.has("squeeze_dims") ? "squeeze_dims" : "axis"))
        .mapToObj(axis -> axis(node, axis, shape.length)).toList();
    List<Integer> out = !named.isEmpty() ? named
        : IntStream.range(0, shape.length).filter(axis -> shape[axis] == 1).boxed().toList();
    if (out.stream().anyMatch(axis -> shape[axis] > 1)) {
      throw node.refuse("takes a dimension out of " + Arrays.toString(shape) + " that is larger than 1.");
    }
    long[] result = IntStream.range(0, shape.length).filter(axis -> !out.contains(axis)).mapToLong(axis -> shape[axis])
        .toArray();
    if (input instanceof Constant constant) {
      return new Constant(constant.tensor().withShape(result));
    }
    Computed computed = translation.asItIs(node, 0);
    String axes = axes(translation, node, out.stream().mapToLong(Integer::longValue).toArray());
    return new Computed(translation.onnx().node("Squeeze", node.name(), List.of(computed.name(), axes)),
        computed.type(), result, Layout.AS_IT_IS);
  }

  /** Puts in a dimension of size 1. */
  static Operand expandDimensions(GraphNode node, Translation translation) {
    Operand input = translation.input(node, 0);
    int at = axis(node, single(node, 1, translation), input.rank() + 1);
    List<Long> sizes = new ArrayList<>(Arrays.stream(input.shape()).boxed().toList());
    sizes.add(at, 1L);
    long[] result = sizes.stream().mapToLong(Long::longValue).toArray();
    if (input instanceof Constant constant) {
      return new Constant(constant.tensor().withShape(result));
    }
    Computed computed = translation.asItIs(node, 0);
    return new Computed(translation.onnx().node("Unsqueeze", node.name(),
        List.of(computed.name(), axes(translation, node, at))), computed.type(), result, Layout.AS_IT_IS);
  }

  /** {@code Concat}: the axis is input 0, the tensors follow. */
  static Operand concatAxisFirst(GraphNode node, Translation translation) {
    return concat(node, translation, 0, 1, node.inputs().size());
  }

  /** {@code ConcatV2}: the tensors, then the axis. */
  static Operand concatAxisLast(GraphNode node, Translation translation) {
    return concat(node, translation, node.inputs().size() - 1, 0, node.inputs().size() - 1);
  }

  private static Operand concat(GraphNode node, Translation translation, int axisAt, int from, int to) {
    if (to - from < 1) {
      throw node.refuse("joins no tensors.");
    }
    int[] indices = IntStream.range(from, to).toArray();
    long[] shape = translation.input(node, from).shape().clone();
    int axis = axis(node, single(node, axisAt, translation), shape.length);
    shape[axis] = 0;
    for (int i : indices) {
      long[] part = translation.input(node, i).shape();
      if (part.length != shape.length) {
        throw node.refuse("joins tensors of different numbers of dimensions.");
      }
      shape[axis] = shape[axis] < 0 || part[axis] < 0 ? -1 : shape[axis] + part[axis];
    }
    Layout layout = Arrays.stream(indices).mapToObj(i -> translation.input(node, i))
        .anyMatch(part -> part instanceof Computed computed && computed.layout() == Layout.NCHW)
        ? Layout.NCHW : Layout.AS_IT_IS;
    List<String> parts = Arrays.stream(indices)
        .mapToObj(i -> layout == Layout.NCHW ? translation.images(node, i) : translation.asItIs(node, i))
        .map(Computed::name).toList();
    String name = translation.onnx().node("Concat", node.name(), parts,
        Map.of("axis", Translation.axis(axis, layout)));
    return new Computed(name, translation.input(node, from).type(), shape, layout);
  }

  /** Computes the one size from {@code first} on that is left open, if there is one. */
  private static void fill(long[] shape, int first, long values) {
    long known = Arrays.stream(shape, first, shape.length).filter(size -> size >= 0).reduce(1, Math::multiplyExact);
    for (int i = first; i < shape.length; i++) {
      if (shape[i] < 0 && known > 0) {
        shape[i] = values / known;
        return;
      }
    }
  }

  private static String axes(Translation translation, GraphNode node, long... axes) {
    return translation.onnx().constant(ConstantTensor.of(axes), node.name() + "/axes");
  }

  private static long single(GraphNode node, int i, Translation translation) {
    long[] values = translation.integers(node, i);
    if (values.length != 1) {
      throw node.refuse("needs one number as its input " + i + ", and has " + values.length + ".");
    }
    return values[0];
  }

  private static int axis(GraphNode node, long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw node.refuse("names the dimension " + axis + " of a tensor that has " + rank + ".");
    }
    return (int) counted;
  }

  private static long product(long[] sizes, int from) {
    return Arrays.stream(sizes, from, sizes.length).reduce(1, Math::multiplyExact);
  }
}
