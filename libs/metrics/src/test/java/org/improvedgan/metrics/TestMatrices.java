package org.improvedgan.metrics;

import java.util.SplittableRandom;

/** Matrices and features that several tests use. */
final class TestMatrices {

  private TestMatrices() {}

  /** H·diag(e)·H for the reflection H = I − 2vvᵀ/|v|² at a random v: a full matrix with eigenvalues e. */
  static double[][] rotated(double[] e, long seed) {
    var d = e.length;
    var v = new SplittableRandom(seed).doubles(d, -1, 1).toArray();
    var norm = 0.0;
    var weighted = 0.0;
    for (var i = 0; i < d; i++) {
      norm += v[i] * v[i];
      weighted += e[i] * v[i] * v[i];
    }
    var s = new double[d][d];
    for (var i = 0; i < d; i++) {
      for (var j = 0; j <= i; j++) {
        s[i][j] = (i == j ? e[i] : 0) + v[i] * v[j] * (4 * weighted / norm - 2 * (e[i] + e[j])) / norm;
        s[j][i] = s[i][j];
      }
    }
    return s;
  }

  /** Features in [−1, 1) plus an offset. */
  static float[][] features(int rows, int width, double offset, long seed) {
    var random = new SplittableRandom(seed);
    var features = new float[rows][width];
    for (var row : features) {
      for (var i = 0; i < width; i++) {
        row[i] = (float) (random.nextDouble(-1, 1) + offset);
      }
    }
    return features;
  }
}
