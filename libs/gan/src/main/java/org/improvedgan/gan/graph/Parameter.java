package org.improvedgan.gan.graph;

/**
 * An array that a network owns.
 *
 * @param name full name, e.g. {@code discriminator.dense1.theta}
 * @param shape row-major
 * @param trainable whether gradient steps change it; others are set by the initialising pass and stay
 * @param start its first values
 */
public record Parameter(String name, int[] shape, boolean trainable, Initialiser start) {
  /** Number of values. */
  public int size() {
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    return size;
  }

  public long[] longShape() {
    long[] result = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      result[i] = shape[i];
    }
    return result;
  }
}
