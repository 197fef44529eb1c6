package org.improvedgan.metrics;

import java.util.Arrays;

/**
 * Gathers {@link FeatureStatistics} row by row without keeping the rows. Rows are summed in blocks of a fixed size,
 * which are merged in order: the same rows in the same order give the same bits. Not safe for several threads.
 */
public final class FeatureAccumulator {

  /** Enough rows that merging is a small part of the work, few enough for the processor's caches. */
  private static final int BLOCK = 128;

  private final double[][] block;
  private int waiting;
  /** All full blocks so far; null before the first. */
  private FeatureStatistics merged;

  /** @param width features of one image, at least 1 */
  public FeatureAccumulator(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("An image needs at least one feature; the width was " + width + ".");
    }
    block = new double[BLOCK][width];
  }

  /**
   * Adds one image.
   *
   * @param features [width]
   * @throws IllegalArgumentException where the width differs or a feature is not finite
   */
  public void add(float[] features) {
    requireWidth(features.length);
    var row = block[waiting];
    for (var i = 0; i < row.length; i++) {
      row[i] = features[i];
    }
    take();
  }

  /** As {@link #add(float[])}, in double precision. */
  public void add(double[] features) {
    requireWidth(features.length);
    System.arraycopy(features, 0, block[waiting], 0, features.length);
    take();
  }

  /**
   * The statistics of all images added so far; more may be added afterwards.
   *
   * @throws IllegalArgumentException where there are none
   */
  public FeatureStatistics statistics() {
    if (merged == null && waiting == 0) {
      throw new IllegalArgumentException("There are no features: add at least one image.");
    }
    return waiting == 0 ? merged : withBlock();
  }

  private void take() {
    for (var value : block[waiting]) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("An image has the feature " + value
            + ": a network's features must be finite.");
      }
    }
    waiting++;
    if (waiting == BLOCK) {
      merged = withBlock();
      waiting = 0;
    }
  }

  private FeatureStatistics withBlock() {
    var ofBlock = statistics(Arrays.copyOf(block, waiting));
    return merged == null ? ofBlock : merged.merge(ofBlock);
  }

  private static FeatureStatistics statistics(double[][] rows) {
    var d = rows[0].length;
    var mean = new double[d];
    for (var row : rows) {
      for (var i = 0; i < d; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    var centred = new double[rows.length][d];
    for (var r = 0; r < rows.length; r++) {
      for (var i = 0; i < d; i++) {
        centred[r][i] = rows[r][i] - mean[i];
      }
    }
    var coMoments = new double[FeatureStatistics.triangle(d)];
    var sums = new double[d];
    for (int i = 0, at = 0; i < d; at += d - i, i++) {
      Arrays.fill(sums, i, d, 0);
      addRow(centred, i, sums);
      System.arraycopy(sums, i, coMoments, at, d - i);
    }
    return new FeatureStatistics(rows.length, mean, coMoments);
  }

  /** Adds Σ_r x_ri x_rj to each sum j from i on. */
  private static void addRow(double[][] x, int i, double[] sums) {
    var r = 0;
    for (; r + 3 < x.length; r += 4) {
      add4(x[r][i], x[r + 1][i], x[r + 2][i], x[r + 3][i], x[r], x[r + 1], x[r + 2], x[r + 3], i, sums);
    }
    for (; r < x.length; r++) {
      var row = x[r];
      for (var j = i; j < sums.length; j++) {
        sums[j] += row[i] * row[j];
      }
    }
  }

  private static void add4(double a0, double a1, double a2, double a3,
      double[] b0, double[] b1, double[] b2, double[] b3, int from, double[] sums) {
    for (var j = from; j < sums.length; j++) {
      sums[j] += (a0 * b0[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
    }
  }

  private void requireWidth(int width) {
    if (width != block[0].length) {
      throw new IllegalArgumentException("Every image must have " + block[0].length + " features; one has " + width
          + ".");
    }
  }
}
