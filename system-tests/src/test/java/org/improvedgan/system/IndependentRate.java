package org.improvedgan.system;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** An error rate and its intervals, computed without the code that is tested. */
record IndependentRate(long wrong, long total, double[] wilson, double[] bootstrap, double bootstrapDeviation) {

  static final int RESAMPLES = 100_000;
  /** The standard normal distribution's quantile at 0.975. */
  private static final double Z = 1.959963984540054;

  /** @param raters wrong answers and answers of each */
  static IndependentRate of(List<long[]> raters) {
    long wrong = raters.stream().mapToLong(rater -> rater[0]).sum();
    long total = raters.stream().mapToLong(rater -> rater[1]).sum();
    double[] rates = resample(raters);
    double mean = Arrays.stream(rates).average().orElseThrow();
    double variance = Arrays.stream(rates).map(rate -> (rate - mean) * (rate - mean)).average().orElseThrow();
    return new IndependentRate(wrong, total, wilson(wrong, total),
        new double[] {rates[RESAMPLES / 40 - 1], rates[RESAMPLES - RESAMPLES / 40 - 1]}, Math.sqrt(variance));
  }

  double rate() {
    return (double) wrong / total;
  }

  /**
   * How far two bootstraps of the same raters may lie apart. The quantile at 2.5 % of B resamples of a nearly normal
   * distribution with deviation s has the standard error s · √(0.025 · 0.975 / B) / 0.0584, where 0.0584 is the normal
   * density there: 0.027 s for the service's 10,000 and 0.008 s for ours, 0.028 s together. Five of these, and one
   * step between neighbouring rates.
   */
  double tolerance() {
    return 5 * 0.028 * bootstrapDeviation + 1.0 / total;
  }

  private static double[] wilson(double wrong, double total) {
    double p = wrong / total;
    double centre = p + Z * Z / (2 * total);
    double half = Z * Math.sqrt(p * (1 - p) / total + Z * Z / (4 * total * total));
    double scale = 1 + Z * Z / total;
    return new double[] {(centre - half) / scale, (centre + half) / scale};
  }

  private static double[] resample(List<long[]> raters) {
    Random random = new Random(20160610);
    double[] rates = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      long wrong = 0;
      long total = 0;
      for (int draw = 0; draw < raters.size(); draw++) {
        long[] rater = raters.get(random.nextInt(raters.size()));
        wrong += rater[0];
        total += rater[1];
      }
      rates[resample] = (double) wrong / total;
    }
    Arrays.sort(rates);
    return rates;
  }
}
