package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OperationCases.input;

import java.util.List;
import org.improvedgan.samediff.onnx.OperationCases.Source;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;

/** Convolutions as networks use them, of the sizes that decide how their gradients are computed. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static void add(OperationCases cases) {
    cases.one("convolution whose gradient is products of single images", (graph, source) ->
        convolution(graph, source, 3, 3, 3, 1, 9));
    cases.one("convolution whose gradient is products over all images", (graph, source) ->
        convolution(graph, source, 8, 8, 3, 1, 4));
    cases.one("convolution whose gradient sees few channels side by side", (graph, source) ->
        convolution(graph, source, 1, 16, 3, 1, 6));
    cases.one("convolution by steps of 2", (graph, source) -> convolution(graph, source, 4, 5, 3, 2, 8));
    cases.one("convolution by steps of 2 over many channels", (graph, source) ->
        convolution(graph, source, 9, 8, 3, 2, 5));
    cases.one("convolution of single pixels", (graph, source) -> convolution(graph, source, 4, 5, 1, 1, 6));
    cases.one("convolution followed by a number for each channel", (graph, source) -> {
      SDVariable maps = convolution(graph, source, 2, 3, 3, 1, 6);
      return graph.nn().relu(maps.add(graph.var("shift", source.floats(1, 3, 1, 1))), 0);
    });
    cases.one("transposed convolution with many weights", (graph, source) -> {
      // As many images as make one product of them worth while, whatever the batch.
      SDVariable maps = graph.reshape(input(graph, "x", 8 * 160 * 9), -1, 160, 3, 3);
      // Small numbers, because sums of 160 products are to be right to 1e-5.
      SDVariable weights = graph.var("w", source.floats(160, 270, 5, 5)).mul(0.02);
      return transposed(graph, source, maps, weights, 270, source.size(0, 1)).mul(0.01);
    });
    for (int last : new int[] {0, 1}) {
      cases.one("transposed convolution with " + (last == 0 ? "the first" : "the last") + " row cut off",
          (graph, source) -> transposed(graph, source, 4, 3, last));
      cases.one("transposed convolution to few channels with a row cut off: " + last,
          (graph, source) -> transposed(graph, source, 16, 1, last));
    }
  }

  /** Weights [out, in, size, size], as most frameworks store them. */
  static SDVariable convolution(SameDiff graph, Source source, int in, int out, int size, int stride, int pixels) {
    SDVariable weights = graph.permute(graph.var("w", source.floats(out, in, size, size)), 2, 3, 1, 0);
    int pad = size / 2;
    Conv2DConfig config = Conv2DConfig.builder()
        .kH(size).kW(size).sH(stride).sW(stride).pH(pad).pW(pad).dH(1).dW(1).dataFormat("NCHW").build();
    return graph.cnn().conv2d(
        input(graph, "images", in, pixels, pixels), weights, graph.var("b", source.floats(out)), config);
  }

  /** Kernel 5, stride 2, twice the size: SameDiff cuts as much on both sides, so one row and column are a slice. */
  static SDVariable transposed(SameDiff graph, Source source, int in, int out, int last) {
    int pixels = source.size(3, 5);
    SDVariable weights = graph.var("w", source.floats(in, out, 5, 5));
    return transposed(graph, source, input(graph, "images", in, pixels, pixels), weights, out, last);
  }

  private static SDVariable transposed(
      SameDiff graph, Source source, SDVariable images, SDVariable weights, int out, int last) {
    DeConv2DConfig config = DeConv2DConfig.builder()
        .kH(5).kW(5).sH(2).sW(2).pH(1).pW(1).dH(1).dW(1).isSameMode(false).dataFormat("NCHW").build();
    SDVariable maps = graph.cnn().deconv2d(
        images, graph.permute(weights, 2, 3, 1, 0), graph.var("b", source.floats(out)), config);
    long first = 1 - last;
    return graph.stridedSlice(maps, new long[] {0, 0, first, first}, new long[] {0, 0, -last, -last},
        new long[] {1, 1, 1, 1}, 0b0011, last == 0 ? 0b1111 : 0b0011, 0, 0, 0);
  }
}
