package org.improvedgan.metrics;

/**
 * Dot products and squared distances between the rows of two sets, a tile at a time, so that no full matrix of all
 * pairs is ever needed. Every pair is summed over the features in the same fixed order, whatever the tile: equal rows
 * have distance exactly 0, and a pair gives the same bits in both directions.
 *
 * <p>Distances are sums of squared differences; the shortcut |a|² + |b|² − 2ab would lose the small ones to rounding.
 */
final class PairwiseTiles {

  /** Rows of the second set in one tile: a row of results stays in the fastest cache. */
  static final int COLUMNS = 256;
  /** Rows of the first set in one tile. */
  static final int ROWS = 128;
  /** Features packed at a time: with COLUMNS rows, half a megabyte. */
  private static final int DEPTH = 256;

  private PairwiseTiles() {}

  /** What is summed over the features of a pair: products, or squares of differences. */
  enum Term { PRODUCT, SQUARED_DIFFERENCE }

  /**
   * One tile of pairs.
   *
   * @param rows number of rows of {@code a} from {@code firstA}, at most {@link #ROWS}
   * @param columns number of rows of {@code b} from {@code firstB}, at most {@link #COLUMNS}
   * @return [rows][columns]
   */
  static double[][] tile(Term term, Features a, int firstA, int rows, Features b, int firstB, int columns) {
    var sums = new double[rows][columns];
    var packed = new double[DEPTH][columns];
    var row = new double[DEPTH];
    for (var from = 0; from < a.width(); from += DEPTH) {
      var depth = Math.min(DEPTH, a.width() - from);
      for (var j = 0; j < columns; j++) {
        b.copy(firstB + j, from, depth, row);
        for (var k = 0; k < depth; k++) {
          packed[k][j] = row[k];
        }
      }
      for (var i = 0; i < rows; i++) {
        a.copy(firstA + i, from, depth, row);
        switch (term) {
          case PRODUCT -> addProducts(row, packed, depth, sums[i]);
          case SQUARED_DIFFERENCE -> addSquares(row, packed, depth, sums[i]);
        }
      }
    }
    return sums;
  }

  private static void addProducts(double[] a, double[][] b, int depth, double[] sums) {
    var k = 0;
    for (; k + 3 < depth; k += 4) {
      add4Products(a[k], a[k + 1], a[k + 2], a[k + 3], b[k], b[k + 1], b[k + 2], b[k + 3], sums);
    }
    for (; k < depth; k++) {
      for (var j = 0; j < sums.length; j++) {
        sums[j] += a[k] * b[k][j];
      }
    }
  }

  private static void addSquares(double[] a, double[][] b, int depth, double[] sums) {
    var k = 0;
    for (; k + 3 < depth; k += 4) {
      add4Squares(a[k], a[k + 1], a[k + 2], a[k + 3], b[k], b[k + 1], b[k + 2], b[k + 3], sums);
    }
    for (; k < depth; k++) {
      for (var j = 0; j < sums.length; j++) {
        var difference = a[k] - b[k][j];
        sums[j] += difference * difference;
      }
    }
  }

  /** One index into every array: the form that the compiler turns into vector instructions. */
  private static void add4Products(double a0, double a1, double a2, double a3,
      double[] b0, double[] b1, double[] b2, double[] b3, double[] sums) {
    for (var j = 0; j < sums.length; j++) {
      sums[j] += (a0 * b0[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
    }
  }

  private static void add4Squares(double a0, double a1, double a2, double a3,
      double[] b0, double[] b1, double[] b2, double[] b3, double[] sums) {
    for (var j = 0; j < sums.length; j++) {
      var d0 = a0 - b0[j];
      var d1 = a1 - b1[j];
      var d2 = a2 - b2[j];
      var d3 = a3 - b3[j];
      sums[j] += (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    }
  }
}
