package org.improvedgan.evaluator.page;

import java.util.Arrays;
import java.util.Optional;

/**
 * How two numbers of the same checkpoints go together, from -1 to 1.
 *
 * @param checkpoints how many have both
 * @param pearson along a straight line
 * @param spearman in their order: Pearson's correlation of the ranks, equal values sharing the mean of their ranks
 */
public record Correlation(int checkpoints, double pearson, double spearman) {

  private static final int FEWEST = 3;

  /** Empty with fewer than three checkpoints, and where one of the numbers is the same for all. */
  static Optional<Correlation> of(double[] x, double[] y) {
    if (x.length < FEWEST || constant(x) || constant(y)) {
      return Optional.empty();
    }
    return Optional.of(new Correlation(x.length, pearson(x, y), pearson(ranks(x), ranks(y))));
  }

  private static boolean constant(double[] values) {
    return Arrays.stream(values).distinct().count() == 1;
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values).map(value -> {
      long smaller = Arrays.stream(values).filter(other -> other < value).count();
      long equal = Arrays.stream(values).filter(other -> other == value).count();
      return smaller + (equal + 1) / 2.0;
    }).toArray();
  }
}
