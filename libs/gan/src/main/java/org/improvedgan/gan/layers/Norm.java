package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/** {@code sqrt(epsilon + Σ w²)} over the inputs, the first dimension, of a weight. */
final class Norm {
  private Norm() {}

  static SDVariable ofColumns(Graph graph, Parameter weight, double epsilon) {
    // One operation with one derivative: squares and sums of a large matrix would cost more than the layer's product.
    SDVariable norm = graph.parameter(weight).norm2(0);
    return epsilon == 0 ? norm : graph.sd().math().sqrt(norm.mul(norm).add(epsilon));
  }
}
