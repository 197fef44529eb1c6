package org.improvedgan.gan.classifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.improvedgan.images.ImageShape;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small convolutional network: three times 3x3 convolution, ReLU and 2x2 max pooling (16, 32 and 64 channels), a
 * hidden layer, the logits. 98,442 parameters for images of 28x28x1 and ten classes.
 */
final class ClassifierNetwork {
  /** Width of the hidden layer. */
  static final int FEATURES = 128;

  private static final int[] CHANNELS = {16, 32, 64};
  private static final int KERNEL = 3;

  private final ImageShape shape;
  private final SameDiff graph = SameDiff.create();
  private final Map<String, INDArray> parameters = new LinkedHashMap<>();

  /** A network with parameters drawn from the random source (He initialisation for ReLU). */
  ClassifierNetwork(ImageShape shape, int classes, SplittableRandom random) {
    this.shape = shape;
    SDVariable images =
        graph.placeHolder("images", DataType.FLOAT, -1, shape.height(), shape.width(), shape.channels());
    SDVariable x = graph.permute(images.mul(1 / 255.0), 0, 3, 1, 2);
    int channels = shape.channels();
    int height = shape.height();
    int width = shape.width();
    for (int i = 0; i < CHANNELS.length; i++) {
      x = block(x, "convolution" + (i + 1), channels, CHANNELS[i], random);
      channels = CHANNELS[i];
      height /= 2;
      width /= 2;
    }
    int flat = channels * height * width;
    SDVariable hidden = dense(graph.reshape(x, -1, flat), "hidden", flat, FEATURES, random);
    SDVariable features = graph.nn().relu("features", hidden, 0);
    SDVariable logits = graph.identity("logits", dense(features, "output", FEATURES, classes, random));

    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, classes);
    SDVariable crossEntropy = graph.nn().logSoftmax(logits).mul(labels).sum(1).neg();
    graph.setLossVariables(crossEntropy.mean("loss"));
  }

  private SDVariable block(SDVariable x, String name, int in, int out, SplittableRandom random) {
    SDVariable kernel =
        parameter(name + ".kernel", random, Math.sqrt(2.0 / (KERNEL * KERNEL * in)), KERNEL, KERNEL, in, out);
    Conv2DConfig convolution = Conv2DConfig.builder()
        .kH(KERNEL).kW(KERNEL).sH(1).sW(1).dH(1).dW(1).paddingMode(PaddingMode.SAME).dataFormat("NCHW").build();
    Pooling2DConfig pooling = Pooling2DConfig.builder()
        .kH(2).kW(2).sH(2).sW(2).dH(1).dW(1).paddingMode(PaddingMode.VALID).isNHWC(false).build();
    SDVariable maps = graph.cnn().conv2d(x, kernel, parameter(name + ".bias", random, 0, out), convolution);
    // Pooling first: ReLU gives the same afterwards, on a quarter of the values.
    return graph.nn().relu(graph.cnn().maxPooling2d(maps, pooling), 0);
  }

  private SDVariable dense(SDVariable x, String name, int in, int out, SplittableRandom random) {
    SDVariable weights = parameter(name + ".weights", random, Math.sqrt(2.0 / in), in, out);
    return x.mmul(weights).add(parameter(name + ".bias", random, 0, out));
  }

  private SDVariable parameter(String name, SplittableRandom random, double deviation, long... dimensions) {
    long count = 1;
    for (long size : dimensions) {
      count *= size;
    }
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    SDVariable variable = graph.var(name, Nd4j.create(values, dimensions, 'c'));
    parameters.put(name, variable.getArr());
    return variable;
  }

  /** The graph: placeholders {@code images} (0 to 255) and {@code labels} (one hot), loss {@code loss}. */
  SameDiff graph() {
    return graph;
  }

  /** The trainable arrays by name; changing one in place changes the network. */
  Map<String, INDArray> parameters() {
    return parameters;
  }

  /** The most likely class of each image. */
  int[] classify(INDArray images) {
    INDArray logits = graph.output(Map.of("images", images), List.of("logits")).get("logits");
    return logits.argMax(1).toIntVector();
  }

  /** The network as an ONNX model that takes 8-bit images. */
  byte[] export() {
    return OnnxExport.translate(
        graph,
        List.of(OnnxInput.of("images", DataType.UINT8, -1, shape.height(), shape.width(), shape.channels())),
        List.of(OnnxOutput.of("features"), OnnxOutput.of("logits")));
  }
}
