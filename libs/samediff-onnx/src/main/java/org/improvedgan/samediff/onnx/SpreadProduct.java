package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.List;

/**
 * A transposed convolution of small maps as one matrix product over all images:
 *
 * <pre>C[o, i, j, p, q, n] = Σ_c W[c, o, i, j] · X[n, c, p, q]</pre>
 *
 * whose places of the kernel are then moved to where they lie and summed, for each remainder of rows and columns by the
 * stride on its own. ONNX Runtime's ConvTranspose multiplies image by image and reads all weights again for each: with
 * few pixels and many weights that takes most of its time.
 */
final class SpreadProduct {
  private static final long FEW_PIXELS = 36;
  private static final long MANY_WEIGHTS = 1 << 20;
  private static final long SOME_IMAGES = 8;

  private final OnnxGraph g;
  private final OnnxNode node;
  private final long[] input;
  private final long[] output;
  private final long[] kernel;
  private final long[] stride;
  private final long[] dilation;
  private final long[] pads;

  private SpreadProduct(OnnxGraph g, OnnxNode node) {
    this.g = g;
    this.node = node;
    input = g.shape(node.inputs.get(0));
    output = g.shape(node.output());
    kernel = node.ints("kernel_shape");
    stride = node.ints("strides");
    dilation = node.ints("dilations");
    pads = node.ints("pads");
  }

  /** Puts a product in the place of a transposed convolution for which that is faster. */
  static void apply(OnnxNode node, Simplifier simplifier) {
    if (node.is("ConvTranspose")) {
      SpreadProduct product = new SpreadProduct(simplifier.graph(), node);
      if (product.isFaster()) {
        simplifier.graph().replaceBy(node, product::build);
      }
    }
  }

  private boolean isFaster() {
    return input != null && output != null && input[0] >= SOME_IMAGES && input[2] * input[3] <= FEW_PIXELS
        && input[1] * output[1] * kernel[0] * kernel[1] >= MANY_WEIGHTS
        && output[2] % stride[0] == 0 && output[3] % stride[1] == 0;
  }

  private String build() {
    long places = kernel[0] * kernel[1];
    long length = input[2] * input[3] * input[0];
    String images = reshaped(g.transpose(node.inputs.get(0), 1, 2, 3, 0), input[1], length);
    String weights = reshaped(node.inputs.get(1), input[1], output[1] * places);
    String product = g.node("Gemm", List.of(weights, images), integer("transA", 1));
    String apart = reshaped(product, output[1], places, input[2], input[3], input[0]);
    List<String> rows = new ArrayList<>();
    for (long row = 0; row < stride[0]; row++) {
      List<String> columns = new ArrayList<>();
      for (long column = 0; column < stride[1]; column++) {
        columns.add(reshaped(
            sum(apart, row, column), output[1], output[2] / stride[0], 1, output[3] / stride[1], 1, input[0]));
      }
      rows.add(joined(columns, 4));
    }
    String maps = g.transpose(reshaped(joined(rows, 2), output[1], output[2], output[3], input[0]), 3, 0, 1, 2);
    return node.inputs.size() < 3
        ? maps
        : g.node("Add", List.of(maps, reshaped(node.inputs.get(2), 1, output[1], 1, 1)));
  }

  /** The output's rows and columns of those remainders by the stride. */
  private String sum(String apart, long row, long column) {
    String sum = null;
    for (long i = 0; i < kernel[0]; i++) {
      for (long j = 0; j < kernel[1]; j++) {
        long y = i * dilation[0] - pads[0] - row;
        long x = j * dilation[1] - pads[1] - column;
        if (y % stride[0] == 0 && x % stride[1] == 0) {
          String part = moved(apart, i * kernel[1] + j, y / stride[0], x / stride[1]);
          sum = sum == null ? part : g.node("Add", List.of(sum, part));
        }
      }
    }
    return sum;
  }

  /** One place of the kernel, so many rows down and columns to the right. */
  private String moved(String apart, long place, long down, long right) {
    String part = g.node("Slice", List.of(apart, g.longs(place), g.longs(place + 1), g.longs(1)));
    long height = output[2] / stride[0];
    long width = output[3] / stride[1];
    if (down == 0 && right == 0 && height == input[2] && width == input[3]) {
      return part;
    }
    return g.node("Pad", List.of(part, g.longs(
        0, 0, down, right, 0, 0, 0, height - input[2] - down, width - input[3] - right, 0)));
  }

  private String joined(List<String> parts, long axis) {
    return parts.size() == 1 ? parts.get(0) : g.node("Concat", parts, integer("axis", axis));
  }

  private String reshaped(String value, long... shape) {
    return Sums.reshape(g, value, null, shape);
  }
}
