package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Dense layer with weight normalisation as the MNIST discriminator has it (section 6.1; nn.py, DenseLayer):
 * {@code y = x·W + b} with {@code W = theta · weight_scale / ‖theta‖} for each column, without epsilon, and a
 * data-dependent initialisation to mean 0 and variance 1.
 */
public final class ScaledDense extends WeightNormLayer {
  /** A layer [inputs] to [outputs] whose scale is trained on, or stays where the initialising pass set it. */
  public ScaledDense(String name, int inputs, int outputs, boolean trainScale) {
    super(
        WeightNorm.ofColumns(
            name + ".weight",
            new Parameter(name + ".theta", new int[] {inputs, outputs}, true, Initialiser.gaussian(0.1)),
            new Parameter(name + ".weight_scale", new int[] {outputs}, trainScale, Initialiser.constant(1)), 0, false),
        new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0)),
        DataDependentInitialisation.PER_UNIT, 1);
  }

  @Override
  SDVariable linear(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    SDVariable product = input.mmul(weight);
    return bias.map(product::add).orElse(product);
  }

  @Override
  boolean maps() {
    return false;
  }
}
