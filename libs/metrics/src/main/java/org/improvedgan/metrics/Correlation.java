package org.improvedgan.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How two numbers of the same things go together, such as the error rate and the Inception score of checkpoints.
 * Pearson's correlation, along a straight line, is
 * <pre>r = Σ (x − x̄)(y − ȳ) / √( Σ (x − x̄)² · Σ (y − ȳ)² )</pre>
 * and Spearman's (1904), in their order, is Pearson's of the ranks, equal values sharing the mean of theirs.
 *
 * <p>The p-values are those of the permutation test (Fisher 1935): if the numbers had nothing to do with each other,
 * every assignment of the y to the x would be as likely. Two-sided: the share of assignments whose correlation is at
 * least as far from 0. Up to {@value #LARGEST_LISTED} pairs, all n! assignments are listed and the share is exact;
 * beyond, some are drawn, and the share is (count + 1) / (drawn + 1), which never is 0 (Davison and Hinkley 1997,
 * section 4.2). This needs no normal distribution and no large number of pairs; but three pairs cannot give less than
 * 1/6.
 *
 * @param pearson from -1 to 1
 * @param pearsonP its two-sided p-value
 * @param spearman from -1 to 1
 * @param spearmanP its two-sided p-value
 */
public record Correlation(double pearson, double pearsonP, double spearman, double spearmanP) {

  /** So many pairs have 40,320 assignments. */
  private static final int LARGEST_LISTED = 8;
  /** Correlations that are equal on paper differ by rounding. */
  private static final double ROUNDING = 1e-12;

  /**
   * Both correlations with their p-values.
   *
   * @param drawn assignments drawn where there are too many to list, at least 1; 10,000 is usual
   * @param seed the same seed gives the same p-values
   * @throws IllegalArgumentException with fewer than two pairs, or where one of the numbers is the same in all pairs
   */
  public static Correlation of(double[] x, double[] y, int drawn, long seed) {
    if (drawn < 1) {
      throw new IllegalArgumentException("A permutation test draws at least one assignment; 10000 is usual.");
    }
    var rankX = ranks(x);
    var rankY = ranks(y);
    return new Correlation(pearson(x, y), pValue(centred(x), centred(y), drawn, seed),
        pearson(rankX, rankY), pValue(centred(rankX), centred(rankY), drawn, seed));
  }

  /** Pearson's correlation; throws as {@link #of}. */
  public static double pearson(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException("A correlation needs at least two pairs; there are " + x.length + " and "
          + y.length + " values.");
    }
    if (constant(x) || constant(y)) {
      throw new IllegalArgumentException("A number that is the same in all pairs is not correlated with anything.");
    }
    var a = centred(x);
    var b = centred(y);
    return Math.max(-1, Math.min(1, product(a, b) / Math.sqrt(product(a, a) * product(b, b))));
  }

  /** Spearman's correlation; throws as {@link #of}. */
  public static double spearman(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  /** Whether there is no correlation with these values, because all are the same. */
  public static boolean constant(double[] values) {
    return Arrays.stream(values).distinct().count() <= 1;
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values).map(value -> {
      var smaller = Arrays.stream(values).filter(other -> other < value).count();
      var equal = Arrays.stream(values).filter(other -> other == value).count();
      return smaller + (equal + 1) / 2.0;
    }).toArray();
  }

  private static double[] centred(double[] values) {
    var mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }

  private static double product(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Of centred values: an assignment changes nothing of the correlation but the sum of products. */
  private static double pValue(double[] a, double[] b, int drawn, long seed) {
    var limit = Math.abs(product(a, b)) - ROUNDING * Math.sqrt(product(a, a) * product(b, b));
    var assigned = b.clone();
    if (a.length <= LARGEST_LISTED) {
      return (double) asFar(a, assigned, 0, limit) / factorial(a.length);
    }
    var random = new SplittableRandom(seed);
    var asFar = 0;
    for (var draw = 0; draw < drawn; draw++) {
      shuffle(assigned, random);
      asFar += Math.abs(product(a, assigned)) >= limit ? 1 : 0;
    }
    return (asFar + 1.0) / (drawn + 1.0);
  }

  /** How many orders of the values from {@code first} on reach the limit; leaves the values as they were. */
  private static int asFar(double[] a, double[] values, int first, double limit) {
    if (first == values.length) {
      return Math.abs(product(a, values)) >= limit ? 1 : 0;
    }
    var count = 0;
    for (var i = first; i < values.length; i++) {
      swap(values, first, i);
      count += asFar(a, values, first + 1, limit);
      swap(values, first, i);
    }
    return count;
  }

  private static void shuffle(double[] values, SplittableRandom random) {
    for (var i = values.length - 1; i > 0; i--) {
      swap(values, i, random.nextInt(i + 1));
    }
  }

  private static void swap(double[] values, int i, int j) {
    var value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  private static int factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }
}
