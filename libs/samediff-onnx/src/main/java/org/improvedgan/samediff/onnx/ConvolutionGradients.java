package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.Convolutions.channelsFirst;
import static org.improvedgan.samediff.onnx.Convolutions.restored;
import static org.improvedgan.samediff.onnx.Convolutions.size;
import static org.improvedgan.samediff.onnx.OnnxGraph.ints;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.improvedgan.samediff.onnx.Operations.Registry;

/**
 * Derivatives of convolutions. Inputs: images, weights, the bias if there is one, and the gradient by the result;
 * outputs: the gradients by the first two or three.
 */
final class ConvolutionGradients {
  private static final long[] TO_YXIO = {0, 1, 3, 2};
  private static final long[] FROM_YXIO = {3, 2, 0, 1};
  /** A convolution to fewer channels leaves most of a processor's arithmetic idle. */
  private static final int FEW_CHANNELS = 16;
  private static final boolean[] ALL_BUT_CHANNELS = {true, false, true, true};

  private ConvolutionGradients() {}

  static void register(Registry table) {
    table.addGradient("conv2d_bp",
        "by images ConvTranspose (stride 1: Conv with turned weights), by weights one MatMul or Gemm for each place of "
            + "the kernel, sums", ConvolutionGradients::convolution);
    table.addGradient("deconv2d_bp",
        "by images Conv, by weights one MatMul or Gemm for each place of the kernel, sums",
        ConvolutionGradients::transposed);
  }

  /** Y = X * W: by X the convolution of the gradient with W turned by half a circle. */
  private static List<String> convolution(GraphOperation op, OnnxGraph g) {
    if (op.siblingWith(0, 1).anyMatch(forward -> forward.integer(10, 0) != 0)) {
      throw op.unsupported("has lost the format of its weights, a defect of SameDiff: let weights be [height, width, "
          + "input, output], by a permutation if need be");
    }
    Parts parts = Parts.of(op, g);
    Window window = Window.of(op, size(parts.inputShape), size(parts.gradientShape));
    String weights = g.transpose(op.input(1), FROM_YXIO);
    boolean single = window.stride()[0] == 1 && window.stride()[1] == 1;
    String byImages = single && parts.inputShape[1] >= FEW_CHANNELS
        ? turned(g, parts, window, weights)
        : spread(g, parts, window, weights);
    String byWeights = WeightGradient.of(g, op.type(0), window,
        Images.of(g, parts.gradient, parts.gradientShape), Images.of(g, parts.input, parts.inputShape));
    return parts.results(op, g, byImages, g.transpose(byWeights, TO_YXIO));
  }

  /** A convolution with the weights turned, which is the fastest where the kernel moves by single steps. */
  private static String turned(OnnxGraph g, Parts parts, Window window, String weights) {
    String turned = weights;
    if (!window.single()) {
      turned = g.node("Slice", List.of(
          turned, g.longs(-1, -1), g.longs(Long.MIN_VALUE, Long.MIN_VALUE), g.longs(2, 3), g.longs(-1, -1)));
    }
    long[] pads = new long[4];
    for (int i = 0; i < 2; i++) {
      long reach = (window.size()[i] - 1) * window.dilation()[i];
      pads[i] = reach - window.begin()[i];
      pads[i + 2] = reach - window.end()[i];
    }
    if (Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
      return spread(g, parts, window, weights);
    }
    return g.node("Conv", List.of(parts.gradient, g.transpose(turned, 1, 0, 2, 3)),
        ints("kernel_shape", window.size()), ints("dilations", window.dilation()), ints("pads", pads));
  }

  private static String spread(OnnxGraph g, Parts parts, Window window, String weights) {
    List<AttributeProto> attributes = new ArrayList<>(List.of(window.attributes()));
    attributes.add(ints("output_padding", window.rest()));
    return g.node("ConvTranspose", List.of(parts.gradient, weights), attributes.toArray(AttributeProto[]::new));
  }

  /** Y is spread out from X by W [height, width, output, input]: by X a convolution of the gradient with W. */
  private static List<String> transposed(GraphOperation op, OnnxGraph g) {
    Parts parts = Parts.of(op, g);
    Window window = Window.of(op, size(parts.gradientShape), size(parts.inputShape));
    String byImages = g.node(
        "Conv", List.of(parts.gradient, g.transpose(op.input(1), FROM_YXIO)), window.attributes());
    String byWeights = WeightGradient.of(g, op.type(0), window,
        Images.of(g, parts.input, parts.inputShape), Images.of(g, parts.gradient, parts.gradientShape));
    return parts.results(op, g, byImages, g.transpose(byWeights, TO_YXIO));
  }

  /** Images and gradient with the channels first. */
  private record Parts(boolean channelsLast, String input, long[] inputShape, String gradient, long[] gradientShape) {
    static Parts of(GraphOperation op, OnnxGraph g) {
      boolean channelsLast = op.integer(9, 0) == 1;
      int last = op.outputCount();
      return new Parts(channelsLast,
          channelsFirst(g, channelsLast, op.input(0)), channelsFirst(channelsLast, op.shape(0)),
          channelsFirst(g, channelsLast, op.input(last)), channelsFirst(channelsLast, op.shape(last)));
    }

    List<String> results(GraphOperation op, OnnxGraph g, String byImages, String byWeights) {
      List<String> results = new ArrayList<>(List.of(restored(g, channelsLast, byImages), byWeights));
      if (op.outputCount() == 3) {
        results.add(Sums.over(g, gradient, op.type(0), gradientShape, ALL_BUT_CHANNELS, op.shape(2)));
      }
      return results;
    }
  }
}
