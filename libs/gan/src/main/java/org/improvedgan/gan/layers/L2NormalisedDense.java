package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Output layer of the MNIST generator (section 6.1; nn.py, l2normalize): {@code y = x·(W · W_scale / ‖W‖) + b}, with
 * {@code ‖W‖ = sqrt(1e-6 + Σ W²)} for each column and a trainable scale. It has no initialising pass.
 */
public final class L2NormalisedDense implements Layer {
  private static final double EPSILON = 1e-6;

  private final WeightNorm weight;
  private final Parameter bias;

  /** A layer [inputs] to [outputs] whose scale begins at {@code startScale}; the released code's begins at 1. */
  public L2NormalisedDense(String name, int inputs, int outputs, double startScale) {
    weight = WeightNorm.ofColumns(
        name + ".weight",
        new Parameter(name + ".W", new int[] {inputs, outputs}, true, Initialiser.glorotUniform(inputs, outputs)),
        new Parameter(name + ".W_scale", new int[] {outputs}, true, Initialiser.constant((float) startScale)),
        EPSILON, false);
    bias = new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight.direction(), weight.scale(), bias);
  }

  @Override
  public List<WeightNorm> weightNorms() {
    return List.of(weight);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return input.mmul(graph.weight(weight)).add(graph.parameter(bias));
  }
}
