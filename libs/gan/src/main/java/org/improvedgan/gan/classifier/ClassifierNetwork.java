package org.improvedgan.gan.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.training.Weights;
import org.improvedgan.images.ImageShape;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * A small convolutional network: three times 3x3 convolution, 2x2 max pooling and ReLU (16, 32 and 64 channels), a
 * hidden layer, the logits. 98,442 parameters for images of 28x28x1 and ten classes. Parameters start as proposed by He
 * et al. (2015) for ReLU.
 */
final class ClassifierNetwork {
  /** Width of the hidden layer. */
  static final int FEATURES = 128;

  private static final int[] CHANNELS = {16, 32, 64};
  private static final int KERNEL = 3;
  private static final long BATCH = -1;

  private final ImageShape shape;
  private final int classes;
  private final List<Parameter> kernels = new ArrayList<>();
  private final List<Parameter> biases = new ArrayList<>();

  ClassifierNetwork(ImageShape shape, int classes) {
    this.shape = shape;
    this.classes = classes;
    int in = shape.channels();
    for (int i = 0; i < CHANNELS.length; i++) {
      add("convolution" + (i + 1), KERNEL * KERNEL * in, KERNEL, KERNEL, in, CHANNELS[i]);
      in = CHANNELS[i];
    }
    int flat = (shape.height() >> CHANNELS.length) * (shape.width() >> CHANNELS.length) * in;
    add("hidden", flat, flat, FEATURES);
    add("output", FEATURES, FEATURES, classes);
  }

  private void add(String name, int fanIn, int... dimensions) {
    kernels.add(new Parameter(name + ".weights", dimensions, true, Initialiser.gaussian(Math.sqrt(2.0 / fanIn))));
    int[] channels = {dimensions[dimensions.length - 1]};
    biases.add(new Parameter(name + ".bias", channels, true, Initialiser.constant(0)));
  }

  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(kernels);
    all.addAll(biases);
    return all;
  }

  /** Adds input {@code images} [N, height, width, channels], 0 to 255, up to {@code features} and {@code logits}. */
  SDVariable forward(Graph graph, long batch) {
    SDVariable images = graph.input("images", batch, shape.height(), shape.width(), shape.channels());
    SDVariable x = graph.sd().permute(images.mul(1 / 255.0), 0, 3, 1, 2);
    for (int layer = 0; layer < CHANNELS.length; layer++) {
      x = convolution(graph, x, layer);
    }
    int flat = kernels.get(CHANNELS.length).shape()[0];
    SDVariable hidden = dense(graph, graph.sd().reshape(x, -1, flat), CHANNELS.length);
    SDVariable features = graph.sd().nn().relu("features", hidden, 0);
    return graph.sd().identity("logits", dense(graph, features, CHANNELS.length + 1));
  }

  /** Adds input {@code labels} [N, classes], one hot, and the mean cross-entropy {@code loss}. */
  SDVariable loss(Graph graph, SDVariable logits) {
    SDVariable labels = graph.input("labels", graph.rows(), classes);
    return graph.sd().nn().logSoftmax(logits).mul(labels).sum(1).neg().mean("loss");
  }

  private SDVariable convolution(Graph graph, SDVariable x, int layer) {
    Conv2DConfig convolution = Conv2DConfig.builder()
        .kH(KERNEL).kW(KERNEL).sH(1).sW(1).dH(1).dW(1).paddingMode(PaddingMode.SAME).dataFormat("NCHW").build();
    Pooling2DConfig pooling = Pooling2DConfig.builder()
        .kH(2).kW(2).sH(2).sW(2).dH(1).dW(1).paddingMode(PaddingMode.VALID).isNHWC(false).build();
    SameDiff sd = graph.sd();
    SDVariable maps =
        sd.cnn().conv2d(x, graph.parameter(kernels.get(layer)), graph.parameter(biases.get(layer)), convolution);
    // Pooling first: ReLU gives the same afterwards, on a quarter of the values.
    return sd.nn().relu(sd.cnn().maxPooling2d(maps, pooling), 0);
  }

  private SDVariable dense(Graph graph, SDVariable x, int layer) {
    return x.mmul(graph.parameter(kernels.get(layer))).add(graph.parameter(biases.get(layer)));
  }

  /** The network with these parameters as an ONNX model that takes 8-bit images. */
  byte[] export(Weights weights, float[] values) {
    Graph graph = Graph.exported(name -> {
      int offset = weights.offset(name);
      return Arrays.copyOfRange(values, offset, offset + weights.size(name));
    });
    forward(graph, BATCH);
    return OnnxExport.translate(
        graph.sd(),
        List.of(OnnxInput.of("images", DataType.UINT8, BATCH, shape.height(), shape.width(), shape.channels())),
        List.of(OnnxOutput.of("features"), OnnxOutput.of("logits")));
  }
}
