package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * How a square kernel moves over maps [examples, channels, height, width]. A convolution is a cross-correlation (the
 * kernel is not flipped); a transposed one is the derivative of that convolution by its input, and so cuts off what the
 * convolution pads.
 *
 * @param kernel height and width of the kernel
 * @param stride step of the convolution: how many times smaller its output is, or larger that of the transposed one
 * @param before rows at the top, and columns at the left, that are padded or cut off
 * @param after the same at the bottom and at the right
 * @param same whether a convolution pads as many as make its output's size ⌈size / stride⌉, whatever stands above
 */
public record Window(int kernel, int stride, int before, int after, boolean same) {
  /** Dimensions 0 and 1, which a slice leaves whole, as a mask. */
  private static final int EXAMPLES_AND_CHANNELS = 0b0011;

  /** Of a convolution with as many zeros on each side, as in the CIFAR-10 and SVHN scripts. */
  public static Window padded(int kernel, int stride, int pad) {
    return new Window(kernel, stride, pad, pad, false);
  }

  /**
   * Of a transposed convolution with ONNX's pad and output padding, which gives size {@code stride · (size - 1) +
   * kernel - 2 · pad + outputPadding}: with 5, 2, 2 and 1 it doubles the size; without output padding it makes 7 of 4.
   */
  public static Window transposed(int kernel, int stride, int pad, int outputPadding) {
    return new Window(kernel, stride, pad, pad - outputPadding, false);
  }

  /** TensorFlow's padding "SAME" (imagenet/ops.py): an odd row or column is at the bottom or at the right. */
  public static Window same(int kernel, int stride) {
    int total = Math.max(kernel - stride, 0);
    return new Window(kernel, stride, total / 2, total - total / 2, true);
  }

  /** Height or width of a convolution's output. */
  public int convolved(int size) {
    return same ? (size + stride - 1) / stride : (size + before + after - kernel) / stride + 1;
  }

  /** Height or width of a transposed convolution's output. */
  public int enlarged(int size) {
    return stride * (size - 1) + kernel - before - after;
  }

  /** A convolution with the weight [outputs, inputs, kernel, kernel] and a bias [outputs]. */
  SDVariable convolution(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    Conv2DConfig config = Conv2DConfig.builder().kH(kernel).kW(kernel).sH(stride).sW(stride).pH(before).pW(before)
        .dH(1).dW(1).paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID).dataFormat("NCHW").build();
    SDVariable kernels = kernels(graph, weight);
    return bias.map(b -> graph.sd().cnn().conv2d(input, kernels, b, config))
        .orElseGet(() -> graph.sd().cnn().conv2d(input, kernels, config));
  }

  /** A transposed convolution with the weight [inputs, outputs, kernel, kernel] and a bias [outputs]. */
  SDVariable transposedConvolution(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    // SameDiff cuts off as much on both sides: the rest is a slice.
    int cut = Math.min(before, after);
    DeConv2DConfig config = DeConv2DConfig.builder().kH(kernel).kW(kernel).sH(stride).sW(stride).pH(cut).pW(cut)
        .dH(1).dW(1).isSameMode(false).dataFormat("NCHW").build();
    SDVariable kernels = kernels(graph, weight);
    SDVariable maps = bias.map(b -> graph.sd().cnn().deconv2d(input, kernels, b, config))
        .orElseGet(() -> graph.sd().cnn().deconv2d(input, kernels, config));
    int first = before - cut;
    int last = after - cut;
    if (first == 0 && last == 0) {
      return maps;
    }
    long[] begin = {0, 0, first, first};
    long[] end = {0, 0, -last, -last};
    int whole = last == 0 ? 0b1111 : EXAMPLES_AND_CHANNELS;
    return graph.sd().stridedSlice(maps, begin, end, new long[] {1, 1, 1, 1}, EXAMPLES_AND_CHANNELS, whole, 0, 0, 0);
  }

  /**
   * SameDiff's own order: [kernel, kernel, inputs, outputs] of convolutions, [kernel, kernel, outputs, inputs] of
   * transposed ones. It knows others too, but loses them when it differentiates.
   */
  private static SDVariable kernels(Graph graph, SDVariable weight) {
    return graph.shared(weight.name() + ".kernels", () -> graph.sd().permute(weight, 2, 3, 1, 0));
  }

  /** The shape of a convolution's weight. */
  int[] weightShape(int first, int second) {
    return new int[] {first, second, kernel, kernel};
  }
}
