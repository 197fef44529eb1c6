package org.improvedgan.metrics;

/**
 * Number, mean and co-moments of feature vectors: all that a Fréchet distance needs to know of a set of images, so this
 * travels between machines in place of the features.
 *
 * <p>The co-moments are centred sums Σ (x − m)(x − m)ᵀ: raw sums Σ xxᵀ would lose the covariance of features whose mean
 * is large. Two parts are merged by Chan, Golub and LeVeque's formula (1979). Merging the same parts in the same order
 * gives the same bits. The arrays are neither copied nor to be changed.
 *
 * @param count number of images n
 * @param mean [d]
 * @param coMoments upper triangle of Σ (x − m)(x − m)ᵀ, row by row: [d(d+1)/2]
 */
public record FeatureStatistics(long count, double[] mean, double[] coMoments) {

  /** @throws IllegalArgumentException where the sizes do not fit together or a number is not finite */
  public FeatureStatistics {
    if (count < 1 || mean.length < 1) {
      throw new IllegalArgumentException("Feature statistics need at least one image and one feature; there were "
          + count + " and " + mean.length + ".");
    }
    if (coMoments.length != triangle(mean.length)) {
      throw new IllegalArgumentException("Statistics of " + mean.length + " features hold " + triangle(mean.length)
          + " co-moments; there were " + coMoments.length + ".");
    }
    requireFinite(mean);
    requireFinite(coMoments);
  }

  /** Statistics of all rows of a set. */
  public static FeatureStatistics of(Features features) {
    var accumulator = new FeatureAccumulator(features.width());
    var row = new double[features.width()];
    for (var r = 0; r < features.rows(); r++) {
      features.copy(r, 0, row.length, row);
      accumulator.add(row);
    }
    return accumulator.statistics();
  }

  /**
   * The statistics of both parts together.
   *
   * @throws IllegalArgumentException where the number of features differs
   */
  public FeatureStatistics merge(FeatureStatistics other) {
    var d = mean.length;
    if (other.mean.length != d) {
      throw new IllegalArgumentException("Only statistics of equally many features can be merged; these have " + d
          + " and " + other.mean.length + ".");
    }
    var total = count + other.count;
    var share = (double) other.count / total;
    var weight = share * count;
    var mergedMean = new double[d];
    var difference = new double[d];
    for (var i = 0; i < d; i++) {
      difference[i] = other.mean[i] - mean[i];
      mergedMean[i] = mean[i] + share * difference[i];
    }
    var merged = new double[coMoments.length];
    for (int i = 0, at = 0; i < d; i++) {
      for (var j = i; j < d; j++, at++) {
        merged[at] = coMoments[at] + other.coMoments[at] + weight * difference[i] * difference[j];
      }
    }
    return new FeatureStatistics(total, mergedMean, merged);
  }

  /**
   * The unbiased sample covariance, divisor n − 1.
   *
   * @return [d][d]
   * @throws IllegalArgumentException with fewer than two images
   */
  public double[][] covariance() {
    if (count < 2) {
      throw new IllegalArgumentException("A covariance needs at least two images; there is one.");
    }
    var d = mean.length;
    var covariance = new double[d][d];
    for (int i = 0, at = 0; i < d; i++) {
      for (var j = i; j < d; j++, at++) {
        covariance[i][j] = coMoments[at] / (count - 1);
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  static int triangle(int d) {
    return Math.toIntExact((long) d * (d + 1) / 2);
  }

  private static void requireFinite(double[] values) {
    for (var value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("Feature statistics must be finite; one number is " + value + ".");
      }
    }
  }
}
