package org.improvedgan.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The difference of the pooled error rates of two groups of raters, such as the arms with and without feedback, by the
 * bootstrap of {@link RaterBootstrap}: in every resample each group is drawn anew, independently of the other.
 *
 * @param estimate error rate of the first group minus that of the second
 * @param interval from the (1−c)/2 to the (1+c)/2 quantile of the resampled differences
 * @param pValue two-sided, of no difference: twice the smaller share of resamples on either side of 0, both counting those
 *     at 0, each share taken as (count + 1) / (resamples + 1) (Davison and Hinkley 1997, section 4.2); at most 1
 */
public record RaterDifference(double estimate, Interval interval, double pValue) {

  /**
   * Compares two groups.
   *
   * @param first wrong and all judgements of each rater of the first group, at least two raters
   * @param second of the second group
   * @param resamples at least 1; 10,000 is usual
   * @param seed the same seed gives the same result
   * @param confidence between 0 and 1, for instance 0.95
   * @throws IllegalArgumentException outside of these ranges
   */
  public static RaterDifference of(Judgements first, Judgements second, int resamples, long seed, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("The confidence must lie between 0 and 1, for instance 0.95; it was "
          + confidence + ".");
    }
    var differences = resampled(first, second, resamples, seed);
    var below = 0;
    var above = 0;
    for (var difference : differences) {
      below += difference <= 0 ? 1 : 0;
      above += difference >= 0 ? 1 : 0;
    }
    var share = (Math.min(below, above) + 1.0) / (resamples + 1.0);
    return new RaterDifference(first.errorRate() - second.errorRate(),
        new Interval(RaterBootstrap.quantile(differences, (1 - confidence) / 2),
            RaterBootstrap.quantile(differences, (1 + confidence) / 2)),
        Math.min(1, 2 * share));
  }

  /** The difference of every resample, in ascending order; throws as {@link #of}. */
  static double[] resampled(Judgements first, Judgements second, int resamples, long seed) {
    if (resamples < 1) {
      throw new IllegalArgumentException("A bootstrap needs at least one resample; 10000 is usual.");
    }
    var random = new SplittableRandom(seed);
    var differences = new double[resamples];
    for (var r = 0; r < resamples; r++) {
      differences[r] = first.drawErrorRate(random) - second.drawErrorRate(random);
    }
    Arrays.sort(differences);
    return differences;
  }

  /**
   * What a group of raters answered.
   *
   * @param wrong wrong judgements of each rater
   * @param total judgements of each rater, at least 1 each
   */
  public record Judgements(long[] wrong, long[] total) {

    /** @throws IllegalArgumentException with fewer than two raters, or counts that cannot be */
    public Judgements {
      RaterBootstrap.requireRaters(wrong, total);
    }

    /** Pooled: all wrong judgements / all judgements. */
    public double errorRate() {
      return (double) Arrays.stream(wrong).sum() / Arrays.stream(total).sum();
    }

    private double drawErrorRate(SplittableRandom random) {
      return RaterBootstrap.drawRate(RaterBootstrap.Statistic.POOLED_ERROR_RATE, wrong, total, random);
    }
  }
}
