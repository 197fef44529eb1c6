package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.Convolutions.channelsFirst;
import static org.improvedgan.samediff.onnx.Convolutions.restored;
import static org.improvedgan.samediff.onnx.Convolutions.size;
import static org.improvedgan.samediff.onnx.OnnxGraph.ints;
import static org.improvedgan.samediff.onnx.OnnxGraph.type;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.improvedgan.samediff.onnx.Operations.Registry;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Derivatives of pooling. Inputs: images, then the gradient by the result. */
final class PoolingGradients {
  private PoolingGradients() {}

  static void register(Registry table) {
    table.addGradient("avgpool2d_bp", "Mul, ConvTranspose (Expand where windows neither overlap nor are padded)",
        (op, g) -> List.of(pooling(op, g, PoolingGradients::average)));
    table.addGradient("maxpool2d_bp", "for each place of the window Slice, Equal, Mul, Pad, Add",
        (op, g) -> List.of(pooling(op, g, PoolingGradients::maximum)));
  }

  /** The gradient by images with the channels first. */
  @FunctionalInterface
  private interface Rule {
    String of(OnnxGraph g, GraphOperation op, Window window, Images input, Images gradient);
  }

  private static String pooling(GraphOperation op, OnnxGraph g, Rule rule) {
    boolean channelsLast = op.integer(10, 0) == 1;
    long[] large = channelsFirst(channelsLast, op.shape(0));
    long[] small = channelsFirst(channelsLast, op.shape(1));
    Images input = new Images(channelsFirst(g, channelsLast, op.input(0)), large, new long[2]);
    Images gradient = new Images(channelsFirst(g, channelsLast, op.input(1)), small, new long[2]);
    return restored(g, channelsLast, rule.of(g, op, Window.of(op, size(large), size(small)), input, gradient));
  }

  /** Every pixel of a window gets the same share. */
  private static String average(OnnxGraph g, GraphOperation op, Window window, Images input, Images gradient) {
    DataType type = op.type(0);
    long[] small = gradient.shape();
    long[] large = input.shape();
    if (window.isTiling()) {
      String share = g.node("Mul", List.of(
          gradient.value(), g.scalar(1.0 / (window.size()[0] * window.size()[1]), type)));
      long[] apart = {small[0], small[1], small[2], 1, small[3], 1};
      long[] repeated = {small[0], small[1], small[2], window.size()[0], small[3], window.size()[1]};
      String all = Sums.expand(g, Sums.reshape(g, share, small, apart), apart, repeated);
      return Sums.reshape(g, all, repeated, large);
    }
    String share = g.node("Mul", List.of(gradient.value(), g.initialiser(
        g.fresh("constant/shares"), shares(window, large, small, op.integer(9, 0) == 1).castTo(type))));
    // One image for each channel: the kernel is the same for all.
    long[] single = {small[0] * small[1], 1, small[2], small[3]};
    List<AttributeProto> attributes = new ArrayList<>(List.of(window.attributes()));
    attributes.add(ints("output_padding", window.rest()));
    String spread = g.node("ConvTranspose",
        List.of(
            Sums.reshape(g, share, small, single),
            g.shared("ones" + window.size()[0] + "x" + window.size()[1] + type,
                () -> Nd4j.ones(type, 1, 1, window.size()[0], window.size()[1]))),
        attributes.toArray(AttributeProto[]::new));
    return Sums.reshape(g, spread, new long[] {single[0], 1, large[2], large[3]}, large);
  }

  /** 1 / (pixels of each window), with or without those in the padding. */
  private static INDArray shares(Window window, long[] large, long[] small, boolean includePadding) {
    INDArray shares = Nd4j.create(DataType.DOUBLE, 1, 1, small[2], small[3]);
    for (long row = 0; row < small[2]; row++) {
      for (long column = 0; column < small[3]; column++) {
        long pixels = includePadding
            ? window.size()[0] * window.size()[1]
            : window.inside(0, row, large[2]) * window.inside(1, column, large[3]);
        shares.putScalar(new long[] {0, 0, row, column}, 1.0 / pixels);
      }
    }
    return shares;
  }

  /** The first of a window's largest pixels gets all. Each place of the window is looked at on its own. */
  private static String maximum(OnnxGraph g, GraphOperation op, Window window, Images input, Images gradient) {
    DataType type = op.type(0);
    String best = g.node("MaxPool", List.of(input.value()), window.attributes());
    long[] small = gradient.shape();
    String lowest = g.node("Pad",
        List.of(input.value(), g.longs(window.around()), g.scalar(-Float.MAX_VALUE, type)));
    String open = null;
    String sum = null;
    for (long i = 0; i < window.size()[0]; i++) {
      for (long j = 0; j < window.size()[1]; j++) {
        Bounds bounds = window.place(i, j, small);
        String pixels = g.node("Slice", List.of(lowest, g.longs(bounds.begin()), g.longs(bounds.end()),
            g.longs(0, 1, 2, 3), g.longs(bounds.step())));
        String here = g.node("Equal", List.of(pixels, best));
        String chosen = open == null ? here : g.node("And", List.of(here, open));
        open = open == null
            ? g.node("Not", List.of(here))
            : g.node("And", List.of(open, g.node("Not", List.of(here))));
        String part = g.node("Mul", List.of(gradient.value(), g.node("Cast", List.of(chosen), type(type))));
        String spread = ShapingGradients.scattered(g, part, bounds, window.padded(input.shape()));
        sum = sum == null ? spread : g.node("Add", List.of(sum, spread));
      }
    }
    Images whole = new Images(sum, window.padded(input.shape()), new long[2]);
    return whole.taken(g, 2, window.begin()[0], 1, input.height()).taken(g, 3, window.begin()[1], 1, input.width())
        .value();
  }
}
