package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a slice takes of a fixed shape: of each dimension so many elements from the one at {@code begin} on, in steps.
 *
 * @param dropped the dimensions that the result lacks, because a single index was asked for
 */
record Bounds(long[] begin, long[] sizes, long[] step, List<Long> dropped) {
  /** Of slice and its gradient: first indices and sizes are inputs 1 and 2, or integer arguments. */
  static Bounds ofSlice(GraphOperation op, boolean fromInputs) {
    long[] shape = op.shape(0);
    int rank = shape.length;
    long[] begin = fromInputs ? op.constant(1, "first indices") : Arrays.copyOfRange(op.integers(), 0, rank);
    long[] sizes = (fromInputs ? op.constant(2, "sizes") : Arrays.copyOfRange(op.integers(), rank, 2 * rank)).clone();
    long[] step = new long[rank];
    Arrays.fill(step, 1);
    for (int i = 0; i < rank; i++) {
      sizes[i] = sizes[i] == -1 ? shape[i] - begin[i] : sizes[i];
    }
    return new Bounds(begin, sizes, step, List.of());
  }

  /**
   * Of TensorFlow's strided slice and its gradient. Integer arguments: five bit masks (begin, ellipsis, end, new axis,
   * shrink), then begin, end and step of the first dimensions.
   */
  static Bounds ofStridedSlice(GraphOperation op) {
    if (op.integer(1, 0) != 0 || op.integer(3, 0) != 0) {
      throw op.unsupported("uses an ellipsis or a new axis");
    }
    long[] shape = op.shape(0);
    long[] arguments = op.integers();
    int given = (arguments.length - 5) / 3;
    long[] begin = new long[shape.length];
    long[] sizes = shape.clone();
    long[] step = new long[shape.length];
    Arrays.fill(step, 1);
    List<Long> dropped = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      long size = shape[i];
      long stride = arguments[5 + 2 * given + i];
      long from = place(arguments[5 + i], size);
      long to = place(arguments[5 + given + i], size);
      if (bit(arguments[4], i)) {
        dropped.add((long) i);
        begin[i] = from;
        sizes[i] = 1;
        continue;
      }
      long low = stride > 0 ? 0 : -1;
      long high = stride > 0 ? size : size - 1;
      from = bit(arguments[0], i) ? (stride > 0 ? 0 : size - 1) : Math.max(low, Math.min(high, from));
      to = bit(arguments[2], i) ? (stride > 0 ? size : -1) : Math.max(low, Math.min(high, to));
      begin[i] = from;
      step[i] = stride;
      sizes[i] = Math.max(0, (to - from + stride - Long.signum(stride)) / stride);
    }
    return new Bounds(begin, sizes, step, dropped);
  }

  /** The indices behind the last ones, for positive steps. */
  long[] end() {
    long[] end = new long[begin.length];
    for (int i = 0; i < end.length; i++) {
      end[i] = begin[i] + (sizes[i] - 1) * step[i] + 1;
    }
    return end;
  }

  /** Whether all steps are positive. */
  boolean forward() {
    return Arrays.stream(step).allMatch(each -> each > 0);
  }

  /** The slice of a value, without naming dimensions that stay whole; steps are positive. */
  String of(OnnxGraph g, String value, long[] shape) {
    int[] axes = IntStream.range(0, shape.length).filter(i -> sizes[i] != shape[i]).toArray();
    if (axes.length == 0) {
      return value;
    }
    List<String> inputs = new ArrayList<>();
    inputs.add(value);
    for (long[] values : List.of(begin, end(), LongStream.range(0, shape.length).toArray(), step)) {
      inputs.add(g.longs(Arrays.stream(axes).mapToLong(i -> values[i]).toArray()));
    }
    if (Arrays.stream(axes).allMatch(i -> step[i] == 1)) {
      inputs.remove(inputs.size() - 1);
    }
    String slice = g.node("Slice", inputs);
    g.shape(slice, sizes);
    return slice;
  }

  /** The smallest index that is taken of a dimension. */
  long first(int dimension) {
    return step[dimension] > 0 ? begin[dimension] : begin[dimension] + (sizes[dimension] - 1) * step[dimension];
  }

  private static long place(long index, long size) {
    return index < 0 ? index + size : index;
  }

  private static boolean bit(long mask, int index) {
    return (mask >> index & 1) == 1;
  }
}
