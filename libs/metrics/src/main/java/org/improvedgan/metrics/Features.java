package org.improvedgan.metrics;

import java.util.function.IntUnaryOperator;

/**
 * What a network says about a set of images: one row of features for each, for instance the 2048 of Inception's last
 * pooling layer. Single precision halves the memory; all arithmetic on them is in double precision.
 *
 * <p>The arrays are kept, not copied: leave them unchanged while a metric runs.
 */
public sealed interface Features {

  /** Number of images, at least 1. */
  int rows();

  /** Features of one image, at least 1. */
  int width();

  /** Writes features {@code from} to {@code from + count − 1} of one row to the beginning of {@code to}. */
  void copy(int row, int from, int count, double[] to);

  /** The rows with these numbers, in this order. */
  Features select(int[] rows);

  /**
   * Wraps features in single precision.
   *
   * @param values [images][features]
   * @throws IllegalArgumentException without rows, with rows of unequal width, NaN or infinite values
   */
  static Features of(float[][] values) {
    requireWidths(values.length, row -> values[row].length);
    return finite(new Floats(values));
  }

  /** As {@link #of(float[][])}, in double precision. */
  static Features of(double[][] values) {
    requireWidths(values.length, row -> values[row].length);
    return finite(new Doubles(values));
  }

  /** Refuses two sets whose rows differ in width. */
  static void requireComparable(Features a, Features b) {
    if (a.width() != b.width()) {
      throw new IllegalArgumentException("Both sets must come from the same network: one has " + a.width()
          + " features an image, the other " + b.width() + ".");
    }
  }

  /** Features in single precision; made by {@link #of(float[][])}. */
  record Floats(float[][] values) implements Features {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public int width() {
      return values[0].length;
    }

    @Override
    public void copy(int row, int from, int count, double[] to) {
      var source = values[row];
      for (var k = 0; k < count; k++) {
        to[k] = source[from + k];
      }
    }

    @Override
    public Features select(int[] rows) {
      var selected = new float[rows.length][];
      for (var i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new Floats(selected);
    }
  }

  /** Features in double precision; made by {@link #of(double[][])}. */
  record Doubles(double[][] values) implements Features {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public int width() {
      return values[0].length;
    }

    @Override
    public void copy(int row, int from, int count, double[] to) {
      System.arraycopy(values[row], from, to, 0, count);
    }

    @Override
    public Features select(int[] rows) {
      var selected = new double[rows.length][];
      for (var i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new Doubles(selected);
    }
  }

  private static void requireWidths(int rows, IntUnaryOperator width) {
    if (rows == 0 || width.applyAsInt(0) == 0) {
      throw new IllegalArgumentException("There are no features: give at least one image with at least one feature.");
    }
    for (var r = 1; r < rows; r++) {
      if (width.applyAsInt(r) != width.applyAsInt(0)) {
        throw new IllegalArgumentException("Every image must have " + width.applyAsInt(0) + " features; image " + r
            + " has " + width.applyAsInt(r) + ".");
      }
    }
  }

  private static Features finite(Features features) {
    var values = new double[features.width()];
    for (var row = 0; row < features.rows(); row++) {
      features.copy(row, 0, values.length, values);
      for (var value : values) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("Image " + row + " has the feature " + value
              + ": a network's features must be finite.");
        }
      }
    }
    return features;
  }
}
