package org.improvedgan.samediff.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Arithmetic with dimensions. */
final class Axes {
  private Axes() {}

  /** Which dimensions a reduction names; none named means all. */
  static boolean[] marked(int rank, long... dimensions) {
    boolean[] marked = new boolean[rank];
    if (dimensions.length == 0) {
      Arrays.fill(marked, true);
    }
    for (long dimension : dimensions) {
      marked[(int) Math.floorMod(dimension, (long) rank)] = true;
    }
    return marked;
  }

  /** The shape with the marked dimensions of size 1. */
  static long[] kept(long[] shape, boolean[] reduced) {
    return IntStream.range(0, shape.length).mapToLong(i -> reduced[i] ? 1 : shape[i]).toArray();
  }

  /** NumPy's broadcasting. */
  static long[] broadcast(List<long[]> shapes) {
    long[] result = new long[shapes.stream().mapToInt(shape -> shape.length).max().orElse(0)];
    Arrays.fill(result, 1);
    for (long[] shape : shapes) {
      for (int i = 0; i < shape.length; i++) {
        int place = result.length - shape.length + i;
        result[place] = result[place] == 1 ? shape[i] : result[place];
      }
    }
    return result;
  }

  /** The order of dimensions that undoes another. */
  static long[] inverse(long[] order) {
    long[] result = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      result[(int) order[i]] = i;
    }
    return result;
  }

  /** The number of elements of a shape. */
  static long count(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** The elements that a reduction makes into one. */
  static long count(long[] shape, boolean[] reduced) {
    return count(shape) / count(kept(shape, reduced));
  }
}
