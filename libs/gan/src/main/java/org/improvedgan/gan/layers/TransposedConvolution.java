package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Transposed convolution of the generators (section 6; nn.py, Deconv2DLayer; imagenet/ops.py, deconv2d): each input
 * value adds W, multiplied by it, to the output at {@code stride} times its place. [examples, inputs, height, width] to
 * [examples, outputs, …], exactly {@code stride} times as high and wide where the window says so; W [inputs, outputs,
 * kernel, kernel] in the orientation of ONNX, b [outputs].
 */
public final class TransposedConvolution implements Layer {
  private final Window window;
  private final Parameter weight;
  private final Optional<Parameter> bias;

  private TransposedConvolution(Window window, Parameter weight, Optional<Parameter> bias) {
    this.window = window;
    this.weight = weight;
    this.bias = bias;
  }

  /** A layer without bias, such as batch normalisation follows. */
  public static TransposedConvolution withoutBias(
      String name, int inputs, int outputs, Window window, Initialiser start) {
    return new TransposedConvolution(window, weight(name, inputs, outputs, window, start), Optional.empty());
  }

  /** A layer whose bias begins at this value. */
  public static TransposedConvolution withBias(
      String name, int inputs, int outputs, Window window, Initialiser start, double startBias) {
    return new TransposedConvolution(window, weight(name, inputs, outputs, window, start), Optional.of(
        new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant((float) startBias))));
  }

  private static Parameter weight(String name, int inputs, int outputs, Window window, Initialiser start) {
    return new Parameter(name + ".W", window.weightShape(inputs, outputs), true, start);
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(Stream.of(weight), bias.stream()).toList();
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return window.transposedConvolution(graph, input, graph.parameter(weight), bias.map(graph::parameter));
  }
}
