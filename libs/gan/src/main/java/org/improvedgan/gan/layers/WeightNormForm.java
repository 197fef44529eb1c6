package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;

/**
 * What distinguishes weight-normalised layers of the same kind (section 6; nn.py, weight_norm): {@code W = V · g /
 * sqrt(ε + Σ V²)}. V begins normal with standard deviation 0.05, g at 1 and the bias at 0, until the initialising pass.
 *
 * @param trainScale whether gradient steps change g; otherwise it stays as the initialising pass set it
 * @param standardDeviation of each unit's output after that pass
 * @param epsilon ε
 * @param initialisation of g and the bias
 */
public record WeightNormForm(
    boolean trainScale, double standardDeviation, double epsilon, DataDependentInitialisation initialisation) {
  private static final Initialiser START = Initialiser.gaussian(0.05);

  /** The released code's. */
  public static WeightNormForm released(boolean trainScale, double standardDeviation) {
    return new WeightNormForm(trainScale, standardDeviation, 1e-6, DataDependentInitialisation.PER_UNIT);
  }

  /** That of the first published version (8 June 2016), likelier that of the paper's figures. */
  public static WeightNormForm june2016(boolean trainScale) {
    return new WeightNormForm(trainScale, 1, 0, DataDependentInitialisation.WHOLE_LAYER);
  }

  /** The parameter V. */
  static Parameter direction(String name, int... shape) {
    return new Parameter(name + ".V", shape, true, START);
  }

  /** The parameter g. */
  Parameter scale(String name, int units) {
    return new Parameter(name + ".g", new int[] {units}, trainScale, Initialiser.constant(1));
  }

  /** V and g of [inputs, units]. */
  WeightNorm ofColumns(String name, int inputs, int units) {
    return WeightNorm.ofColumns(
        name + ".weight", direction(name, inputs, units), scale(name, units), epsilon, false);
  }

  /** The bias. */
  static Parameter bias(String name, int units) {
    return new Parameter(name + ".b", new int[] {units}, true, Initialiser.constant(0));
  }
}
