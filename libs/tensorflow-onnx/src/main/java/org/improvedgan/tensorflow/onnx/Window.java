package org.improvedgan.tensorflow.onnx;

import java.util.Map;
import java.util.TreeMap;
import org.improvedgan.tensorflow.GraphNode;

/**
 * The window of a convolution or pooling over height and width, with TensorFlow's two kinds of padding. VALID has none.
 * SAME gives ceil(size / stride) positions and pads as much as these need in all; an odd pixel goes to the end.
 *
 * @param kernel   height and width
 * @param strides  over height and width
 * @param dilation over height and width
 * @param same     whether SAME
 */
record Window(long[] kernel, long[] strides, long[] dilation, boolean same) {

  /**
   * Reads {@code strides}, {@code dilations}, {@code padding} and {@code data_format} of a node.
   *
   * @param kernel height and width
   */
  static Window of(GraphNode node, long... kernel) {
    String format = node.text("data_format", "NHWC");
    if (!format.equals("NHWC")) {
      throw node.refuse("has its images as " + format + ": only NHWC can be translated.");
    }
    String padding = node.text("padding", "");
    if (!padding.equals("SAME") && !padding.equals("VALID")) {
      throw node.refuse("has the padding \"" + padding + "\": only SAME and VALID can be translated.");
    }
    return new Window(kernel, heightAndWidth(node, "strides"),
        node.has("dilations") ? heightAndWidth(node, "dilations") : new long[] {1, 1}, padding.equals("SAME"));
  }

  /** The two middle numbers of an attribute [1, height, width, 1]. */
  static long[] heightAndWidth(GraphNode node, String attribute) {
    long[] all = node.integers(attribute);
    if (all.length != 4 || all[0] != 1 || all[3] != 1 || all[1] < 1 || all[2] < 1) {
      throw node.refuse("has " + attribute + " other than [1, height, width, 1], which cannot be translated.");
    }
    return new long[] {all[1], all[2]};
  }

  /** The shape of the result, NHWC; -1 stays open. */
  long[] slide(GraphNode node, long[] image, long channels) {
    long[] result = {image[0], image[1], image[2], channels};
    for (int axis = 0; axis < 2; axis++) {
      long size = image[axis + 1];
      if (size >= 0) {
        long positions = same ? positionsOfSame(axis, size)
            : Math.floorDiv(size - reach(axis), strides[axis]) + 1;
        if (positions < 1) {
          throw node.refuse("has a window larger than its image of " + image[1] + "x" + image[2] + ".");
        }
        result[axis + 1] = positions;
      }
    }
    return result;
  }

  /** The attributes of ONNX, but for the kernel's size. */
  Map<String, Object> attributes(long[] image) {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("strides", strides);
    if (dilation[0] > 1 || dilation[1] > 1) {
      attributes.put("dilations", dilation);
    }
    if (same && (open(0, image[1]) || open(1, image[2]))) {
      // ONNX Runtime computes the same padding once it knows the size.
      attributes.put("auto_pad", "SAME_UPPER");
    } else if (same) {
      attributes.put("pads", new long[] {
          padding(0, image[1]) / 2, padding(1, image[2]) / 2,
          (padding(0, image[1]) + 1) / 2, (padding(1, image[2]) + 1) / 2});
    }
    return attributes;
  }

  /** Whether the padding follows from a size that is not known before the model runs. */
  private boolean open(int axis, long size) {
    return strides[axis] > 1 && size < 0;
  }

  private long padding(int axis, long size) {
    if (strides[axis] == 1) {
      return reach(axis) - 1;
    }
    return Math.max(0, (positionsOfSame(axis, size) - 1) * strides[axis] + reach(axis) - size);
  }

  /** The size divided by the stride, rounded up. */
  private long positionsOfSame(int axis, long size) {
    return (size + strides[axis] - 1) / strides[axis];
  }

  private long reach(int axis) {
    return (kernel[axis] - 1) * dilation[axis] + 1;
  }
}
