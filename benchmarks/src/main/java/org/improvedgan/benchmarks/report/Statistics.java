package org.improvedgan.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/** Statistics that single outliers cannot move. */
public final class Statistics {
  private Statistics() {}

  /**
   * The middle value, or the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static double median(List<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("There is no median of nothing.");
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /**
   * Theil and Sen's estimate of a slope: the median of the slopes between all pairs of points.
   *
   * @throws IllegalArgumentException if there are fewer than two points
   */
  public static double slope(List<Double> x, List<Double> y) {
    int n = x.size();
    if (n < 2 || y.size() != n) {
      throw new IllegalArgumentException("A slope needs two points or more, each with x and y.");
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int next = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[next++] = (y.get(j) - y.get(i)) / (x.get(j) - x.get(i));
      }
    }
    return median(slopes);
  }
}
