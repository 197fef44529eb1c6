package org.improvedgan.metrics;

import org.apache.commons.numbers.gamma.InverseErfc;

/** Quantiles of the standard normal distribution. */
final class NormalQuantile {

  private NormalQuantile() {}

  /** z with P(Z ≤ z) = p, for p between 0 and 1: −√2 erfc⁻¹(2p). */
  static double of(double p) {
    return -Math.sqrt(2) * InverseErfc.value(2 * p);
  }

  /**
   * z with P(|Z| ≤ z) = confidence.
   *
   * @throws IllegalArgumentException unless the confidence lies between 0 and 1
   */
  static double twoSided(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("The confidence must lie between 0 and 1, for instance 0.95; it was "
          + confidence + ".");
    }
    return Math.sqrt(2) * InverseErfc.value(1 - confidence);
  }
}
