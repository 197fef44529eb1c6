package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Historical averaging as a term of either player's loss (section 3.3): {@code λ ‖θ - (1/t) Σ_{i=1..t} θ[i]‖²}.
 * Training adds its gradient in {@link org.improvedgan.gan.optimisation.HistoricalAverage}, which keeps the mean as
 * well; this is the same inside a graph.
 */
public final class HistoricalAveragingPenalty {
  private HistoricalAveragingPenalty() {}

  /**
   * The penalty of one array of parameters, a scalar.
   *
   * @param parameters θ[t]
   * @param mean of θ[1] … θ[t], of the same shape; an input, since history is a constant of the optimisation
   * @param weight λ; the paper's term has none, that is 1
   */
  public static SDVariable of(SDVariable parameters, SDVariable mean, double weight) {
    SDVariable distance = parameters.sub(mean);
    return distance.mul(distance).sum().mul(weight);
  }
}
