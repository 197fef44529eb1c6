package org.improvedgan.metrics;

import java.util.Arrays;

/**
 * A factor F [rank][d] of a covariance matrix with S = FᵀF, singular or not: Cholesky's decomposition, taking the
 * largest remaining variance first and stopping where only rounding noise is left (d·ε of the largest variance, as
 * LAPACK's dpstrf does).
 */
final class PivotedCholesky {

  /** How far, relative to the variances, a matrix may miss the properties of a covariance. */
  private static final double SLACK = 1e-6;

  private PivotedCholesky() {}

  /**
   * @param s [d][d], symmetric and positive semi-definite
   * @return [rank][d], with no rows for a matrix of zeros
   * @throws IllegalArgumentException for a matrix that is no covariance
   */
  static double[][] factor(double[][] s) {
    var d = s.length;
    requireVariances(s);
    var left = new double[d];
    for (var i = 0; i < d; i++) {
      left[i] = s[i][i];
    }
    var noise = d * Math.ulp(1.0) * Arrays.stream(left).max().orElse(0);
    requireCovariances(s, noise);
    var pivots = new int[d];
    var factor = new double[d][];
    var rank = 0;
    for (; rank < d; rank++) {
      var pivot = indexOfLargest(left);
      if (left[pivot] <= noise) {
        break;
      }
      var row = s[pivot].clone();
      subtractEarlier(factor, rank, pivot, row);
      for (var earlier = 0; earlier < rank; earlier++) {
        row[pivots[earlier]] = 0;
      }
      var root = Math.sqrt(left[pivot]);
      for (var i = 0; i < d; i++) {
        row[i] /= root;
        left[i] -= row[i] * row[i];
      }
      row[pivot] = root;
      left[pivot] = 0;
      pivots[rank] = pivot;
      factor[rank] = row;
    }
    requireNotNegative(left, s, noise);
    return Arrays.copyOf(factor, rank);
  }

  private static void subtractEarlier(double[][] factor, int rank, int pivot, double[] row) {
    var k = 0;
    for (; k + 3 < rank; k += 4) {
      subtract4(factor[k][pivot], factor[k + 1][pivot], factor[k + 2][pivot], factor[k + 3][pivot],
          factor[k], factor[k + 1], factor[k + 2], factor[k + 3], row);
    }
    for (; k < rank; k++) {
      var scale = factor[k][pivot];
      var earlier = factor[k];
      for (var i = 0; i < row.length; i++) {
        row[i] -= scale * earlier[i];
      }
    }
  }

  private static void subtract4(double a0, double a1, double a2, double a3,
      double[] b0, double[] b1, double[] b2, double[] b3, double[] row) {
    for (var i = 0; i < row.length; i++) {
      row[i] -= (a0 * b0[i] + a1 * b1[i]) + (a2 * b2[i] + a3 * b3[i]);
    }
  }

  private static int indexOfLargest(double[] values) {
    var largest = 0;
    for (var i = 1; i < values.length; i++) {
      if (values[i] > values[largest]) {
        largest = i;
      }
    }
    return largest;
  }

  private static void requireVariances(double[][] s) {
    for (var i = 0; i < s.length; i++) {
      if (s[i].length != s.length) {
        throw new IllegalArgumentException("A covariance matrix must be square; row " + i + " of " + s.length + " has "
            + s[i].length + " entries.");
      }
      if (!(s[i][i] >= 0 && Double.isFinite(s[i][i]))) {
        throw new IllegalArgumentException("A covariance matrix has finite variances of at least 0 on its diagonal; "
            + "entry " + i + " is " + s[i][i] + ".");
      }
    }
  }

  private static void requireCovariances(double[][] s, double noise) {
    for (var i = 0; i < s.length; i++) {
      for (var j = 0; j < i; j++) {
        var bound = Math.sqrt(s[i][i]) * Math.sqrt(s[j][j]);
        var slack = SLACK * bound + noise;
        if (!(Math.abs(s[i][j] - s[j][i]) <= slack && Math.abs(s[i][j]) <= bound + slack)) {
          throw new IllegalArgumentException("This is no covariance matrix: its entries " + s[i][j] + " and " + s[j][i]
              + " at " + i + ", " + j + " must be equal and no larger than the two standard deviations multiplied.");
        }
      }
    }
  }

  private static void requireNotNegative(double[] left, double[][] s, double noise) {
    for (var i = 0; i < left.length; i++) {
      if (left[i] < -SLACK * s[i][i] - noise) {
        throw new IllegalArgumentException("This is no covariance matrix: it has a negative eigenvalue of at least "
            + -left[i] + " in size.");
      }
    }
  }
}
