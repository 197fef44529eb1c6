package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Derivatives of operations that move elements: what was left out gets zeros, what was repeated is summed. */
final class ShapingGradients {
  private ShapingGradients() {}

  static void register(Registry table) {
    table.addGradient("concat_bp", "Slice", ShapingGradients::concat);
    table.addGradient("slice_bp", "Pad", (op, g) -> {
      Bounds bounds = Bounds.ofSlice(op, op.has(3));
      return List.of(scattered(g, op.input(op.has(3) ? 3 : 1), bounds, op.shape(0)));
    });
    table.addGradient("strided_slice_bp", "Pad (Reshape and Slice for steps)", (op, g) -> {
      Bounds bounds = Bounds.ofStridedSlice(op);
      String gradient = Sums.reshape(g, op.input(1), op.shape(1), bounds.sizes());
      return List.of(scattered(g, gradient, bounds, op.shape(0)));
    });
    table.addGradient("tile_bp", "Reshape, ReduceSum", (op, g) -> {
      boolean constant = op.has(2);
      long[] shape = op.shape(0);
      long[] times = constant ? op.constant(1, "repetitions") : op.integers();
      long[] apart = new long[2 * shape.length];
      boolean[] repeated = new boolean[apart.length];
      for (int i = 0; i < shape.length; i++) {
        apart[2 * i] = times[i];
        apart[2 * i + 1] = shape[i];
        repeated[2 * i] = true;
      }
      int gradient = constant ? 2 : 1;
      String split = Sums.reshape(g, op.input(gradient), op.shape(gradient), apart);
      return List.of(Sums.over(g, split, op.type(gradient), apart, repeated, shape));
    });
    table.add("invert_permutation", "a constant", (op, g) ->
        g.longs(Axes.inverse(op.constant(0, "permutation"))));
  }

  /** Inputs: the parts, then the gradient by the whole. One slice each, so that those nobody needs can go. */
  private static List<String> concat(GraphOperation op, OnnxGraph g) {
    int parts = op.outputCount();
    long axis = Math.floorMod(op.integer(0, 0), (long) op.rank(0));
    List<String> result = new ArrayList<>();
    long begin = 0;
    for (int i = 0; i < parts; i++) {
      long end = begin + op.shape(i)[(int) axis];
      result.add(g.node("Slice", List.of(op.input(parts), g.longs(begin), g.longs(end), g.longs(axis))));
      begin = end;
    }
    return result;
  }

  /** Zeros of the shape, with the gradient where a slice took its elements from. */
  static String scattered(OnnxGraph g, String gradient, Bounds bounds, long[] shape) {
    int rank = shape.length;
    String value = gradient;
    long[] has = bounds.sizes();
    for (int i = 0; i < rank; i++) {
      long step = Math.abs(bounds.step()[i]);
      if (bounds.step()[i] < 0) {
        value = g.node("Slice", List.of(
            value, g.longs(-1), g.longs(Long.MIN_VALUE), g.longs(i), g.longs(-1)));
      }
      if (step > 1 && has[i] > 1) {
        // Zeros between the elements: behind each one in a dimension of its own.
        long[] apart = inserted(has, i + 1, 1);
        long[] pads = new long[2 * apart.length];
        pads[apart.length + i + 1] = step - 1;
        value = g.node("Pad", List.of(Sums.reshape(g, value, has, apart), g.longs(pads)));
        apart[i + 1] = step;
        has = has.clone();
        has[i] *= step;
        value = Sums.reshape(g, value, apart, has);
      }
    }
    long[] pads = new long[2 * rank];
    for (int i = 0; i < rank; i++) {
      pads[i] = bounds.first(i);
      pads[rank + i] = shape[i] - has[i] - pads[i];
    }
    return Arrays.stream(pads).allMatch(pad -> pad == 0)
        ? value
        : g.node("Pad", List.of(value, g.longs(pads)));
  }

  private static long[] inserted(long[] shape, int at, long size) {
    long[] result = Arrays.copyOf(shape, shape.length + 1);
    System.arraycopy(shape, at, result, at + 1, shape.length - at);
    result[at] = size;
    return result;
  }
}
