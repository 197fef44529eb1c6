package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;
import org.nd4j.linalg.api.buffer.DataType;

/** Operations that move elements without changing them. */
final class Shaping {
  private Shaping() {}

  static void register(Registry table) {
    table.add("reshape", "Reshape", Shaping::reshape);
    table.add("permute", "Transpose", (op, g) ->
        g.transpose(op.input(0), op.integersOrInput("order of dimensions")));
    table.add("transpose", "Transpose", (op, g) -> g.transpose(op.input(0), reversed(op.rank(0))));
    table.add("concat", "Concat", (op, g) -> g.node("Concat", op.inputs(), integer("axis", op.integer(0, 0))));
    table.add("stack", "Unsqueeze, Concat", (op, g) -> {
      String axis = g.longs(op.integer(0, 0));
      List<String> parts = op.inputs().stream().map(part -> g.node("Unsqueeze", List.of(part, axis))).toList();
      return g.node("Concat", parts, integer("axis", op.integer(0, 0)));
    });
    table.addMultiple("unstack", "Split, Squeeze", (op, g) -> {
      String axis = g.longs(op.integer(0, 0));
      List<String> parts =
          g.nodes("Split", op.inputs(), op.outputCount(), integer("axis", op.integer(0, 0)));
      return parts.stream().map(part -> g.node("Squeeze", List.of(part, axis))).toList();
    });
    table.addMultiple("split", "Split", (op, g) ->
        g.nodes("Split", op.inputs(), op.outputCount(), integer("axis", op.integer(1, 0))));
    table.add("expand_dims", "Unsqueeze", (op, g) ->
        g.node("Unsqueeze", List.of(op.input(0), g.longs(op.integersOrInput("dimension")))));
    table.add("squeeze", "Squeeze", (op, g) ->
        g.node("Squeeze", List.of(op.input(0), g.longs(op.integersOrInput("dimensions")))));
    table.add("tile", "Tile", (op, g) -> g.node("Tile", List.of(
        op.input(0), g.longs(op.integersOrInput("repetitions")))));
    table.add("shape_of", "Shape, Cast", (op, g) ->
        g.node("Cast", List.of(g.node("Shape", op.inputs())), OnnxGraph.type(op.outputType())));
    table.add("gather", "Gather", Shaping::gather);
    table.add("slice", "Slice", Shaping::slice);
    table.add("strided_slice", "Slice, Squeeze", Shaping::stridedSlice);
  }

  /** Integer arguments: the memory order (a negative number), then the shape; or the shape is the second input. */
  private static String reshape(GraphOperation op, OnnxGraph g) {
    long[] order = op.integers();
    if (order.length > 0 && order[0] == -'f') {
      throw op.unsupported("reshapes in column-major order");
    }
    if (op.fixed()) {
      return Sums.reshape(g, op.input(0), op.shape(0), op.outputShape(0));
    }
    if (op.has(1)) {
      String shape = g.node("Cast", List.of(op.input(1)), OnnxGraph.type(DataType.INT64));
      return g.node("Reshape", List.of(op.input(0), shape));
    }
    long[] arguments = op.integers();
    // The order's mark is -99 (the letter c); a shape cannot begin with a number below -1.
    long[] shape = arguments[0] < -1 ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
    return g.node("Reshape", List.of(op.input(0), g.longs(shape)));
  }

  private static String gather(GraphOperation op, OnnxGraph g) {
    if (op.has(1)) {
      return g.node("Gather", op.inputs(), integer("axis", op.integer(0, 0)));
    }
    long[] arguments = op.integers();
    long[] indices = Arrays.copyOfRange(arguments, 1, arguments.length);
    return g.node("Gather", List.of(op.input(0), g.longs(indices)), integer("axis", arguments[0]));
  }

  /** Integer arguments: first index of each dimension, then its size (-1: all that follow). */
  private static String slice(GraphOperation op, OnnxGraph g) {
    if (op.fixed()) {
      return Bounds.ofSlice(op, op.has(2)).of(g, op.input(0), op.shape(0));
    }
    int rank = op.rank(0);
    long[] begin = op.has(2) ? op.constant(1, "first indices") : Arrays.copyOfRange(op.integers(), 0, rank);
    long[] size = op.has(2) ? op.constant(2, "sizes") : Arrays.copyOfRange(op.integers(), rank, 2 * rank);
    long[] end = new long[rank];
    for (int i = 0; i < rank; i++) {
      end[i] = size[i] == -1 ? Long.MAX_VALUE : begin[i] + size[i];
    }
    return g.node("Slice", List.of(op.input(0), g.longs(begin), g.longs(end)));
  }

  /**
   * TensorFlow's strided slice. Integer arguments: five bit masks (begin, ellipsis, end, new axis, shrink), then begin,
   * end and stride of each dimension.
   */
  private static String stridedSlice(GraphOperation op, OnnxGraph g) {
    if (op.integer(1, 0) != 0 || op.integer(3, 0) != 0) {
      throw op.unsupported("uses an ellipsis or a new axis");
    }
    if (op.has(1)) {
      throw op.unsupported("takes its bounds from other values");
    }
    Bounds bounds = op.fixed() ? Bounds.ofStridedSlice(op) : null;
    if (bounds != null && bounds.forward()) {
      return Sums.reshape(g, bounds.of(g, op.input(0), op.shape(0)), bounds.sizes(), op.outputShape(0));
    }
    long[] arguments = op.integers();
    int dimensions = (arguments.length - 5) / 3;
    long[] begin = new long[dimensions];
    long[] end = new long[dimensions];
    long[] stride = new long[dimensions];
    long[] axes = new long[dimensions];
    List<Long> dropped = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      axes[i] = i;
      begin[i] = arguments[5 + i];
      end[i] = arguments[5 + dimensions + i];
      stride[i] = arguments[5 + 2 * dimensions + i];
      if (bit(arguments[4], i)) {
        end[i] = begin[i] == -1 ? Long.MAX_VALUE : begin[i] + 1;
        stride[i] = 1;
        dropped.add((long) i);
        continue;
      }
      if (bit(arguments[0], i)) {
        begin[i] = stride[i] > 0 ? 0 : Long.MAX_VALUE;
      }
      if (bit(arguments[2], i)) {
        end[i] = stride[i] > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
      }
    }
    String part = g.node("Slice", List.of(
        op.input(0), g.longs(begin), g.longs(end), g.longs(axes), g.longs(stride)));
    return dropped.isEmpty()
        ? part
        : g.node("Squeeze", List.of(part, g.longs(dropped.stream().mapToLong(Long::longValue).toArray())));
  }

  private static boolean bit(long mask, int index) {
    return (mask >> index & 1) == 1;
  }

  private static long[] reversed(int rank) {
    long[] order = new long[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = rank - 1 - i;
    }
    return order;
  }
}
