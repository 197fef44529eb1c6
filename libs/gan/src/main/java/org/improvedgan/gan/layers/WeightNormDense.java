package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Weight-normalised dense layer, the output of the CIFAR-10 and SVHN discriminators (section 6; nn.py, WeightNormLayer
 * around DenseLayer): {@code y = x·W + b} with {@code W = V · g / sqrt(ε + Σ V²)} for each column. [examples, inputs]
 * to [examples, outputs]; V [inputs, outputs], g and b [outputs].
 */
public final class WeightNormDense extends WeightNormLayer {
  public WeightNormDense(String name, int inputs, int outputs, WeightNormForm form) {
    super(form.ofColumns(name, inputs, outputs), WeightNormForm.bias(name, outputs), form.initialisation(),
        form.standardDeviation());
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
