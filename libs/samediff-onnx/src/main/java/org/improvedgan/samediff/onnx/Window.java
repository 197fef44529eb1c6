package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.ints;

import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;

/**
 * How a kernel moves over images: its height and width, and strides, dilations and paddings in the same order.
 *
 * @param begin zeros above and to the left
 * @param end zeros below and to the right
 */
record Window(long[] size, long[] stride, long[] dilation, long[] begin, long[] end) {
  private static final int SAME = 8;

  /**
   * From the arguments of a convolution or pooling: kernel, strides, paddings, dilations, then 1 for "same" padding,
   * which puts an odd zero below or to the right.
   *
   * @param large height and width of the images that the kernel moves over (padding belongs to them)
   * @param small height and width of what it makes of them
   */
  static Window of(GraphOperation op, long[] large, long[] small) {
    long[] size = {op.integer(0, 1), op.integer(1, 1)};
    long[] stride = {op.integer(2, 1), op.integer(3, 1)};
    long[] dilation = {op.integer(6, 1), op.integer(7, 1)};
    long[] begin = {op.integer(4, 0), op.integer(5, 0)};
    long[] end = new long[2];
    if (op.integer(SAME, 0) > 1) {
      throw op.unsupported("pads causally");
    }
    for (int i = 0; i < 2; i++) {
      long needed = (small[i] - 1) * stride[i] + (size[i] - 1) * dilation[i] + 1 - large[i];
      if (op.integer(SAME, 0) == 1) {
        begin[i] = Math.max(needed, 0) / 2;
      }
      // Rows and columns that the last step does not reach count as padding below 0.
      end[i] = needed - begin[i];
    }
    return new Window(size, stride, dilation, begin, end);
  }

  long[] pads() {
    return new long[] {begin[0], begin[1], Math.max(end[0], 0), Math.max(end[1], 0)};
  }

  /** The attributes of the operators Conv, ConvTranspose and MaxPool. */
  AttributeProto[] attributes() {
    return new AttributeProto[] {
      ints("kernel_shape", size), ints("strides", stride), ints("dilations", dilation), ints("pads", pads())
    };
  }

  /** Whether windows stand side by side and cover the images exactly. */
  boolean isTiling() {
    boolean tiling = true;
    for (int i = 0; i < 2; i++) {
      tiling &= size[i] == stride[i] && dilation[i] == 1 && begin[i] == 0 && end[i] == 0;
    }
    return tiling;
  }

  /** How many of a window's rows (0) or columns (1) lie inside images of that many. */
  long inside(int axis, long position, long has) {
    long first = position * stride[axis] - begin[axis];
    return LongStream.range(0, size[axis])
        .map(i -> first + i * dilation[axis])
        .filter(i -> i >= 0 && i < has)
        .count();
  }

  /** The operand of a Pad that puts the padding around images. */
  long[] around() {
    long[] pads = pads();
    return new long[] {0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]};
  }

  /** The shape of images with their padding. */
  long[] padded(long[] shape) {
    long[] around = around();
    return LongStream.range(0, 4).map(i -> shape[(int) i] + around[(int) i] + around[(int) i + 4]).toArray();
  }

  /** What one place of the kernel sees of the padded images, of the small images' shape. */
  Bounds place(long row, long column, long[] small) {
    return new Bounds(
        new long[] {0, 0, row * dilation[0], column * dilation[1]}, small, new long[] {1, 1, stride[0], stride[1]},
        List.of());
  }

  boolean single() {
    return size[0] == 1 && size[1] == 1;
  }

  /** Rows and columns at the end that no step reaches. */
  long[] rest() {
    return new long[] {Math.max(-end[0], 0), Math.max(-end[1], 0)};
  }
}
