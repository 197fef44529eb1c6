package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Output layer of the MNIST generator (section 6.1; nn.py, l2normalize): {@code y = x·(W · W_scale / ‖W‖) + b}, with
 * {@code ‖W‖ = sqrt(1e-6 + Σ W²)} for each column and a trainable scale. It has no initialising pass.
 */
public final class L2NormalisedDense implements Dense {
  private static final double EPSILON = 1e-6;

  private final String name;
  private final Parameter weight;
  private final Parameter scale;
  private final Parameter bias;

  /** A layer whose scale begins at {@code startScale}; the released code's begins at 1. */
  public L2NormalisedDense(String name, int inputs, int outputs, double startScale) {
    this.name = name;
    weight = new Parameter(
        name + ".W", new int[] {inputs, outputs}, true, Initialiser.glorotUniform(inputs, outputs));
    scale = new Parameter(name + ".W_scale", new int[] {outputs}, true, Initialiser.constant((float) startScale));
    bias = new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return weight.shape()[0];
  }

  @Override
  public int outputs() {
    return weight.shape()[1];
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, scale, bias);
  }

  @Override
  public SDVariable weight(Graph graph) {
    return graph.shared(name + ".weight", () -> graph.parameter(weight).mul(columnScale(graph)));
  }

  /** {@code W_scale / ‖W‖}, [outputs]. */
  private SDVariable columnScale(Graph graph) {
    return graph.shared(
        name + ".column_scale", () -> graph.parameter(scale).div(Norm.ofColumns(graph, weight, EPSILON)));
  }

  @Override
  public SDVariable bias(Graph graph) {
    return graph.parameter(bias);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    // Scaled after the product: a batch has fewer rows than the weights.
    return input.mmul(graph.parameter(weight)).mul(columnScale(graph)).add(bias(graph));
  }
}
