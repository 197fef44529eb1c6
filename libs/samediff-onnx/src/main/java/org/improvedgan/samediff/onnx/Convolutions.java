package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;
import static org.improvedgan.samediff.onnx.OnnxGraph.ints;
import static org.improvedgan.samediff.onnx.OnnxGraph.real;
import static org.improvedgan.samediff.onnx.OnnxGraph.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.improvedgan.samediff.onnx.Operations.Registry;

/**
 * Convolutions, pooling and batch normalisation over images. ONNX knows images with the channels first (NCHW) only;
 * those with the channels last are transposed before and after.
 *
 * <p>Integer arguments of all but normalisation: kernel height and width, strides, paddings, dilations, 1 for "same"
 * padding, one of the operation's own, 1 for NHWC, and the format of the weights.
 */
final class Convolutions {
  private static final long[] FIRST = {0, 3, 1, 2};
  private static final long[] LAST = {0, 2, 3, 1};
  private static final int SAME = 8;

  private Convolutions() {}

  static void register(Registry table) {
    table.add("conv2d", "Conv (Transpose around it for NHWC)", (op, g) ->
        convolution(op, g, "Conv", toOutputFirst(op)));
    table.add("deconv2d", "ConvTranspose (Transpose around it for NHWC)", (op, g) ->
        convolution(op, g, "ConvTranspose", toInputFirst(op)));
    table.add("maxpool2d", "MaxPool (Transpose around it for NHWC)", (op, g) -> pooling(op, g, "MaxPool"));
    table.add("avgpool2d", "AveragePool (Transpose around it for NHWC)", (op, g) -> pooling(
        op, g, "AveragePool", integer("count_include_pad", op.integer(9, 0))));
    table.add("batchnorm", "BatchNormalization (Transpose around it unless the channels are dimension 1)",
        Convolutions::batchNormalisation);
  }

  /** The value with the channels before height and width. */
  static String channelsFirst(OnnxGraph g, boolean channelsLast, String value) {
    return channelsLast ? g.transpose(value, FIRST) : value;
  }

  /** What {@link #channelsFirst} undoes. */
  static String restored(OnnxGraph g, boolean channelsLast, String value) {
    return channelsLast ? g.transpose(value, LAST) : value;
  }

  /** The shape that {@link #channelsFirst} gives. */
  static long[] channelsFirst(boolean channelsLast, long[] shape) {
    return channelsLast ? new long[] {shape[0], shape[3], shape[1], shape[2]} : shape;
  }

  /** Height and width of images with the channels first. */
  static long[] size(long[] shape) {
    return Arrays.copyOfRange(shape, 2, 4);
  }

  /** ONNX convolutions want [output, input, height, width]; formats YXIO, OIYX and OYXI. */
  private static long[] toOutputFirst(GraphOperation op) {
    return switch ((int) op.integer(10, 0)) {
      case 0 -> new long[] {3, 2, 0, 1};
      case 1 -> new long[] {0, 1, 2, 3};
      default -> new long[] {0, 3, 1, 2};
    };
  }

  /** Transposed ones want [input, output, height, width]; SameDiff stores YXOI. */
  private static long[] toInputFirst(GraphOperation op) {
    if (op.integer(10, 0) != 0) {
      throw op.unsupported("has weights in another format than [height, width, output, input]");
    }
    return new long[] {3, 2, 0, 1};
  }

  private static String convolution(GraphOperation op, OnnxGraph g, String onnx, long[] weightOrder) {
    boolean channelsLast = op.integer(9, 0) == 1;
    List<String> inputs = new ArrayList<>();
    inputs.add(channelsFirst(g, channelsLast, op.input(0)));
    inputs.add(g.transpose(op.input(1), weightOrder));
    if (op.has(2)) {
      inputs.add(op.input(2));
    }
    AttributeProto[] attributes = attributes(op, channelsLast, onnx.equals("Conv")).toArray(AttributeProto[]::new);
    return restored(g, channelsLast, g.node(onnx, inputs, attributes));
  }

  private static String pooling(GraphOperation op, OnnxGraph g, String onnx, AttributeProto... more) {
    boolean channelsLast = op.integer(10, 0) == 1;
    List<AttributeProto> attributes = new ArrayList<>(attributes(op, channelsLast, true));
    if (onnx.equals("AveragePool")) {
      attributes.removeIf(attribute -> attribute.getName().equals("dilations"));
      if (op.integer(6, 1) != 1 || op.integer(7, 1) != 1) {
        throw op.unsupported("averages with dilation");
      }
    }
    attributes.addAll(List.of(more));
    String input = channelsFirst(g, channelsLast, op.input(0));
    return restored(g, channelsLast, g.node(onnx, List.of(input), attributes.toArray(AttributeProto[]::new)));
  }

  /** Kernel, strides, dilations and paddings; where shapes are fixed, "same" padding is written in numbers. */
  private static List<AttributeProto> attributes(GraphOperation op, boolean channelsLast, boolean shrinks) {
    if (op.fixed() && op.integer(SAME, 0) == 1) {
      long[] input = size(channelsFirst(channelsLast, op.shape(0)));
      long[] output = size(channelsFirst(channelsLast, op.outputShape(0)));
      return List.of(Window.of(op, shrinks ? input : output, shrinks ? output : input).attributes());
    }
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(ints("kernel_shape", op.integer(0, 1), op.integer(1, 1)));
    attributes.add(ints("strides", op.integer(2, 1), op.integer(3, 1)));
    attributes.add(ints("dilations", op.integer(6, 1), op.integer(7, 1)));
    long height = op.integer(4, 0);
    long width = op.integer(5, 0);
    switch ((int) op.integer(SAME, 0)) {
      case 0 -> attributes.add(ints("pads", height, width, height, width));
      case 1 -> attributes.add(text("auto_pad", "SAME_UPPER"));
      default -> throw op.unsupported("pads causally");
    }
    return attributes;
  }

  /** Inputs: values, mean, variance, then gamma and beta as the first two arguments say; the last is the dimension. */
  private static String batchNormalisation(GraphOperation op, OnnxGraph g) {
    boolean scaled = op.integer(0, 0) == 1;
    boolean shifted = op.integer(1, 0) == 1;
    if (!scaled || !shifted || op.integers().length != 3) {
      throw op.unsupported("normalises without gamma, without beta or over several dimensions");
    }
    int rank = op.rank(0);
    int axis = (int) Math.floorMod(op.integer(2, 1), (long) rank);
    String input = axis == 1 ? op.input(0) : g.transpose(op.input(0), moved(rank, axis, 1));
    String result = g.node(
        "BatchNormalization",
        List.of(input, op.input(3), op.input(4), op.input(1), op.input(2)),
        real("epsilon", op.real(0, 1e-5)));
    return axis == 1 ? result : g.transpose(result, moved(rank, 1, axis));
  }

  /** The order of dimensions that moves one to another place and keeps the others in theirs. */
  private static long[] moved(int rank, int from, int to) {
    List<Long> order = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      if (i != from) {
        order.add(i);
      }
    }
    order.add(to, (long) from);
    return order.stream().mapToLong(Long::longValue).toArray();
  }
}
