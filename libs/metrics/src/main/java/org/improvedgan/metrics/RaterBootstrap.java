package org.improvedgan.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over raters (as HYPE, Zhou et al. 2019): one rater's judgements are not independent, so whole
 * raters are drawn with replacement, each with all of their judgements, as many as there are; the error rate of every
 * such resample is taken, and the interval reaches from the (1−c)/2 to the (1+c)/2 quantile of these rates.
 */
public final class RaterBootstrap {

  /** What is computed from a resample. */
  public enum Statistic {
    /** All wrong judgements / all judgements of the drawn raters. */
    POOLED_ERROR_RATE,
    /** Mean of the drawn raters' own error rates: every rater weighs the same. */
    MEAN_OF_RATER_ERROR_RATES
  }

  private RaterBootstrap() {}

  /**
   * Interval of the pooled error rate.
   *
   * @param wrong wrong judgements of each rater
   * @param total judgements of each rater, at least 1 each
   * @param resamples at least 1; 10,000 is usual
   * @param seed the same seed gives the same interval
   * @param confidence between 0 and 1, for instance 0.95
   * @throws IllegalArgumentException with fewer than two raters, or outside of these ranges
   */
  public static Interval of(long[] wrong, long[] total, int resamples, long seed, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("The confidence must lie between 0 and 1, for instance 0.95; it was "
          + confidence + ".");
    }
    var rates = resampledRates(Statistic.POOLED_ERROR_RATE, wrong, total, resamples, seed);
    return new Interval(quantile(rates, (1 - confidence) / 2), quantile(rates, (1 + confidence) / 2));
  }

  /**
   * The statistic of every resample, in ascending order.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static double[] resampledRates(Statistic statistic, long[] wrong, long[] total, int resamples, long seed) {
    requireRaters(wrong, total);
    if (resamples < 1) {
      throw new IllegalArgumentException("A bootstrap needs at least one resample; 10000 is usual.");
    }
    var random = new SplittableRandom(seed);
    var rates = new double[resamples];
    for (var r = 0; r < resamples; r++) {
      rates[r] = drawRate(statistic, wrong, total, random);
    }
    Arrays.sort(rates);
    return rates;
  }

  /** The smallest of {@code ascending} that at least the share {@code q} of them does not exceed. */
  static double quantile(double[] ascending, double q) {
    // (1 - 0.95) / 2 is a little more than 0.025 in binary; it must not push the rank one further.
    var rank = (int) Math.ceil(q * ascending.length - 1e-9);
    return ascending[Math.max(1, Math.min(rank, ascending.length)) - 1];
  }

  /** The statistic of one resample. */
  static double drawRate(Statistic statistic, long[] wrong, long[] total, SplittableRandom random) {
    var wrongSum = 0L;
    var totalSum = 0L;
    var rateSum = 0.0;
    for (var i = 0; i < wrong.length; i++) {
      var rater = random.nextInt(wrong.length);
      wrongSum += wrong[rater];
      totalSum += total[rater];
      rateSum += (double) wrong[rater] / total[rater];
    }
    return switch (statistic) {
      case POOLED_ERROR_RATE -> (double) wrongSum / totalSum;
      case MEAN_OF_RATER_ERROR_RATES -> rateSum / wrong.length;
    };
  }

  static void requireRaters(long[] wrong, long[] total) {
    if (wrong.length != total.length) {
      throw new IllegalArgumentException("There must be as many counts of wrong judgements as of judgements; there are "
          + wrong.length + " and " + total.length + ".");
    }
    if (wrong.length < 2) {
      throw new IllegalArgumentException("A bootstrap over raters needs at least two raters; there are " + wrong.length
          + ".");
    }
    for (var i = 0; i < wrong.length; i++) {
      if (total[i] < 1 || wrong[i] < 0 || wrong[i] > total[i]) {
        throw new IllegalArgumentException("Rater " + i + " has " + wrong[i] + " wrong of " + total[i]
            + " judgements: there must be at least one judgement, and no more wrong ones than judgements.");
      }
    }
  }
}
