package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Convolution of the ImageNet discriminator (imagenet/ops.py, conv2d): {@code y = x ∗ W + b}, a cross-correlation.
 * [examples, inputs, height, width] to [examples, outputs, …]; W [outputs, inputs, kernel, kernel], b [outputs] begins
 * at 0.
 */
public final class Convolution implements Layer {
  private final Window window;
  private final Parameter weight;
  private final Parameter bias;

  public Convolution(String name, int inputs, int outputs, Window window, Initialiser start) {
    this.window = window;
    weight = new Parameter(name + ".W", window.weightShape(outputs, inputs), true, start);
    bias = new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return window.convolution(graph, input, graph.parameter(weight), Optional.of(graph.parameter(bias)));
  }
}
