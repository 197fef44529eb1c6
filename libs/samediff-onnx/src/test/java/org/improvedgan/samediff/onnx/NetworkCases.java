package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OperationCases.input;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.samediff.onnx.OperationCases.Source;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Divisor;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/** Matrix products, convolutions, pooling and normalisation. */
final class NetworkCases {
  private static final List<PaddingMode> PADDINGS = List.of(PaddingMode.VALID, PaddingMode.SAME);

  private NetworkCases() {}

  static void add(OperationCases cases) {
    products(cases);
    convolutions(cases);
    pooling(cases);
    normalisation(cases);
  }

  private static void products(OperationCases cases) {
    cases.add("matmul", (graph, source) -> {
      int in = source.size(1, 6);
      int out = source.size(1, 6);
      SDVariable x = input(graph, "x", in);
      SDVariable w = graph.var("w", source.floats(in, out));
      SDVariable wt = graph.var("wt", source.floats(out, in));
      SDVariable product = x.mmul(w);
      return List.of(
          product, graph.mmul(x, wt, false, true, false), graph.mmul(x, product, true, false, false),
          graph.mmul(x, w, false, false, true), graph.mmul(w, x, true, true, true));
    });
    cases.add("matmul of matrices in a batch", (graph, source) -> {
      int a = source.size(1, 4);
      int b = source.size(1, 4);
      SDVariable x = input(graph, "x", a, b);
      return List.of(graph.mmul(x, x, false, true, false), graph.mmul(x, x, true, false, false));
    });
    cases.one("xw_plus_b", (graph, source) -> {
      int in = source.size(1, 6);
      int out = source.size(1, 6);
      return graph.nn().linear(
          input(graph, "x", in), graph.var("w", source.floats(in, out)), graph.var("b", source.floats(out)));
    });
    cases.add("biasadd", (graph, source) -> {
      int channels = source.size(2, 5);
      SDVariable bias = graph.var("b", source.floats(channels));
      return List.of(
          graph.nn().biasAdd(input(graph, "x", channels), bias, false),
          graph.nn().biasAdd(input(graph, "last", 3, 2, channels), bias, false),
          graph.nn().biasAdd(input(graph, "first", channels, 3, 2), bias, true));
    });
  }

  private static void convolutions(OperationCases cases) {
    for (PaddingMode padding : PADDINGS) {
      for (String format : List.of("NHWC", "NCHW")) {
        cases.add("conv2d " + format + " " + padding, (graph, source) ->
            conv2d(graph, source, format, padding, WeightsFormat.values()));
        cases.add("deconv2d " + format + " " + padding, (graph, source) -> deconv2d(graph, source, format, padding));
      }
    }
  }

  /** Convolutions with weights in the one format whose gradients SameDiff computes. */
  static void plainConvolutions(OperationCases cases) {
    for (PaddingMode padding : PADDINGS) {
      for (String format : List.of("NHWC", "NCHW")) {
        cases.add("conv2d YXIO " + format + " " + padding, (graph, source) ->
            conv2d(graph, source, format, padding, WeightsFormat.YXIO));
      }
    }
  }

  private static List<SDVariable> conv2d(
      SameDiff graph, Source source, String format, PaddingMode padding, WeightsFormat... formats) {
    int in = source.size(1, 3);
    int out = source.size(1, 4);
    int height = source.size(1, 4);
    int width = source.size(1, 4);
    SDVariable images = images(graph, source, format, in);
    SDVariable bias = graph.var("bias", source.floats(out));
    List<SDVariable> outputs = new ArrayList<>();
    for (WeightsFormat weights : formats) {
      Conv2DConfig config = Conv2DConfig.builder()
          .kH(height).kW(width).sH(source.size(1, 2)).sW(source.size(1, 2))
          .pH(padding == PaddingMode.SAME ? 0 : source.size(0, 1)).pW(0)
          .dH(1).dW(1).paddingMode(padding).dataFormat(format).weightsFormat(weights)
          .build();
      long[] shape = switch (weights) {
        case YXIO -> new long[] {height, width, in, out};
        case OIYX -> new long[] {out, in, height, width};
        case OYXI -> new long[] {out, height, width, in};
      };
      SDVariable kernel = graph.var("kernel_" + weights, source.floats(shape));
      outputs.add(graph.cnn().conv2d(images, kernel, bias, config));
      outputs.add(graph.cnn().conv2d(images, kernel, config));
    }
    return outputs;
  }

  private static List<SDVariable> deconv2d(SameDiff graph, Source source, String format, PaddingMode padding) {
    int in = source.size(1, 3);
    int out = source.size(1, 4);
    int stride = source.size(1, 2);
    int size = stride + source.size(0, 3);
    DeConv2DConfig config = DeConv2DConfig.builder()
        .kH(size).kW(size).sH(stride).sW(stride)
        .pH(padding == PaddingMode.SAME ? 0 : source.size(0, 1)).pW(0)
        .isSameMode(padding == PaddingMode.SAME).dataFormat(format)
        .build();
    SDVariable kernel = graph.var("kernel", source.floats(size, size, out, in));
    SDVariable images = images(graph, source, format, in);
    return List.of(
        graph.cnn().deconv2d(images, kernel, graph.var("bias", source.floats(out)), config),
        graph.cnn().deconv2d(images, kernel, config));
  }

  private static void pooling(OperationCases cases) {
    for (PaddingMode padding : PADDINGS) {
      for (String format : List.of("NHWC", "NCHW")) {
        cases.add("maxpool2d " + format + " " + padding, (graph, source) -> List.of(graph.cnn().maxPooling2d(
            images(graph, source, format, 2), window(source, format, padding, Divisor.EXCLUDE_PADDING))));
        for (Divisor divisor : Divisor.values()) {
          cases.add("avgpool2d " + format + " " + padding + " " + divisor, (graph, source) ->
              List.of(graph.cnn().avgPooling2d(
                  images(graph, source, format, 2), window(source, format, padding, divisor))));
        }
      }
    }
  }

  private static Pooling2DConfig window(Source source, String format, PaddingMode padding, Divisor divisor) {
    int height = source.size(2, 4);
    return Pooling2DConfig.builder()
        .kH(height).kW(source.size(2, 3)).sH(source.size(1, 2)).sW(source.size(1, 3))
        .pH(padding == PaddingMode.SAME ? 0 : source.size(0, 1)).pW(0)
        .paddingMode(padding).isNHWC(format.equals("NHWC")).divisor(divisor)
        .build();
  }

  private static void normalisation(OperationCases cases) {
    cases.add("batchnorm", (graph, source) -> {
      int channels = source.size(2, 5);
      SDVariable mean = graph.var("mean", source.floats(channels));
      SDVariable variance = graph.var("variance", source.array(0.5, 2, DataType.FLOAT, channels));
      SDVariable gamma = graph.var("gamma", source.floats(channels));
      SDVariable beta = graph.var("beta", source.floats(channels));
      return List.of(
          graph.nn().batchNorm(input(graph, "x", channels), mean, variance, gamma, beta, 1e-3, 1),
          graph.nn().batchNorm(input(graph, "last", 3, 2, channels), mean, variance, gamma, beta, 1e-3, 3),
          graph.nn().batchNorm(input(graph, "first", channels, 3, 2), mean, variance, gamma, beta, 1e-3, 1));
    });
  }

  private static SDVariable images(SameDiff graph, Source source, String format, int channels) {
    int height = source.size(5, 9);
    int width = source.size(5, 9);
    return format.equals("NHWC")
        ? input(graph, "images", height, width, channels)
        : input(graph, "images", channels, height, width);
  }
}
