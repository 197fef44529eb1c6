package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Sums over dimensions of values with fixed shapes, in the form that costs ONNX Runtime least. */
final class Sums {
  private Sums() {}

  /** Undoes a broadcast from one shape to another: what was repeated is summed. */
  static String unbroadcast(OnnxGraph g, String value, DataType type, long[] from, long[] to) {
    if (Arrays.equals(from, to)) {
      return value;
    }
    boolean[] repeated = new boolean[from.length];
    for (int i = 0; i < from.length; i++) {
      int place = i - (from.length - to.length);
      repeated[i] = place < 0 || to[place] != from[i];
    }
    return over(g, value, type, from, repeated, to);
  }

  /**
   * The sum over the marked dimensions, in the shape given. Neighbours are joined first. Over trailing dimensions a
   * ReduceSum is best; over leading ones the product of a row of ones and a matrix takes half of a ReduceSum's time.
   */
  static String over(OnnxGraph g, String value, DataType type, long[] shape, boolean[] reduced, long[] result) {
    List<long[]> blocks = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      long mark = reduced[i] ? 1 : 0;
      if (shape[i] == 1) {
        continue;
      }
      if (!blocks.isEmpty() && blocks.get(blocks.size() - 1)[1] == mark) {
        blocks.get(blocks.size() - 1)[0] *= shape[i];
      } else {
        blocks.add(new long[] {shape[i], mark});
      }
    }
    String sum = value;
    long[] has = shape;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (blocks.get(i)[1] == 1) {
        has = sizes(blocks);
        sum = i == 0 && blocks.size() == 2 && type.isFPType()
            ? ones(g, reshape(g, sum, shape, has), type, has[0])
            : g.node("ReduceSum", List.of(reshape(g, sum, shape, has), g.longs(i)), integer("keepdims", 0));
        blocks.remove(i);
        has = sizes(blocks);
        shape = has;
      }
    }
    return reshape(g, sum, has, result);
  }

  private static String ones(OnnxGraph g, String matrix, DataType type, long rows) {
    return g.node("MatMul", List.of(g.shared("ones" + rows + type, () -> Nd4j.ones(type, rows)), matrix));
  }

  private static long[] sizes(List<long[]> blocks) {
    return blocks.stream().mapToLong(block -> block[0]).toArray();
  }

  /** The value in another shape of as many elements. */
  static String reshape(OnnxGraph g, String value, long[] from, long... to) {
    if (Arrays.equals(from, to)) {
      return value;
    }
    String reshaped = g.node("Reshape", List.of(value, g.longs(to)));
    g.shape(reshaped, to);
    return reshaped;
  }

  /** The value repeated to a larger shape that it broadcasts to. */
  static String expand(OnnxGraph g, String value, long[] from, long... to) {
    if (Arrays.equals(from, to)) {
      return value;
    }
    String expanded = g.node("Expand", List.of(value, g.longs(to)));
    g.shape(expanded, to);
    return expanded;
  }
}
