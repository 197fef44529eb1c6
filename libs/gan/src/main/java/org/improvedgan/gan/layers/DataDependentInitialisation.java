package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The initialising pass of a weight-normalised layer (Salimans and Kingma 2016, section 3; nn.py): with the mean m of
 * each unit's output a before the bias, over the batch and all positions, and {@code k = σ / sqrt(mean (a - m)²)}, the
 * scale becomes {@code s · k} and the bias {@code -m · k}, so that every unit begins with mean 0 and
 * standard deviation σ.
 */
public enum DataDependentInitialisation {
  /** One standard deviation for each unit, as in the released code. */
  PER_UNIT,
  /** One standard deviation for all units of the layer, as in the version of June 2016. */
  WHOLE_LAYER;

  /**
   * Records the new scale and bias, and returns the output with them.
   *
   * @param before a, [examples, units] or [examples, units, height, width]
   * @param standardDeviation σ
   */
  SDVariable apply(Graph graph, WeightNorm weight, Parameter bias, SDVariable before, double standardDeviation,
      boolean maps) {
    int[] examples = maps ? new int[] {0, 2, 3} : new int[] {0};
    int[] everything = maps ? new int[] {0, 1, 2, 3} : new int[] {0, 1};
    SDVariable mean = before.mean(true, examples);
    SDVariable centred = before.sub(mean);
    SDVariable variance = centred.mul(centred).mean(true, this == PER_UNIT ? examples : everything);
    SDVariable factor = graph.sd().math().sqrt(variance).rdiv(standardDeviation);
    SDVariable perUnit = factor.reshape(this == PER_UNIT ? weight.units() : 1);
    graph.record(weight.scale().name(), graph.parameter(weight.scale()).mul(perUnit));
    graph.record(bias.name(), mean.reshape(weight.units()).mul(perUnit).neg());
    return centred.mul(factor);
  }
}
