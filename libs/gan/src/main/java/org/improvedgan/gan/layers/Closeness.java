package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * How close the examples of a batch are to each other, which all forms of minibatch discrimination sum up (section
 * 3.2): {@code c(i,j,b) = exp(-Σ_c |M(i,b,c) - M(j,b,c)|)} of B kernels of dimension C. Where i = j it is exactly 1 and
 * its derivative is 0, so forms that leave the example itself out subtract 1 from the sum.
 */
final class Closeness {
  private Closeness() {}

  /**
   * The distances {@code Σ_c |M(i,b,c) - M(j,b,c)|} within each group, [groups, examples, examples, kernels].
   *
   * @param projection M, [groups · examples, kernels · dimension]
   * @param groups batches on top of each other that are not compared with each other
   */
  static SDVariable distances(Graph graph, SDVariable projection, int groups, int kernels, int dimension) {
    SDVariable one = projection.reshape(groups, -1, 1, kernels, dimension);
    SDVariable other = projection.reshape(groups, 1, -1, kernels, dimension);
    return graph.sd().math().abs(one.sub(other)).sum(4);
  }

  /** {@code exp(-d)}. */
  static SDVariable of(Graph graph, SDVariable distances) {
    return graph.sd().math().exp(distances.neg());
  }
}
