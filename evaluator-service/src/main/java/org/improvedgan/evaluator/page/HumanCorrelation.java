package org.improvedgan.evaluator.page;

import java.util.Optional;
import org.improvedgan.metrics.Correlation;

/**
 * How score and human error rate of the same checkpoints go together, from -1 to 1.
 *
 * @param checkpoints how many have both
 * @param pearson along a straight line
 * @param spearman in their order
 */
public record HumanCorrelation(int checkpoints, double pearson, double spearman) {

  private static final int FEWEST = 3;

  /** Empty with fewer than three checkpoints, and where one of the numbers is the same for all. */
  static Optional<HumanCorrelation> of(double[] x, double[] y) {
    if (x.length < FEWEST || Correlation.constant(x) || Correlation.constant(y)) {
      return Optional.empty();
    }
    return Optional.of(new HumanCorrelation(x.length, Correlation.pearson(x, y), Correlation.spearman(x, y)));
  }
}
