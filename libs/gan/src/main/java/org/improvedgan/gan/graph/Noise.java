package org.improvedgan.gan.graph;

import org.improvedgan.gan.random.CounterRandom;

/**
 * Randomness that a graph takes as an input, because it stays outside of graphs.
 *
 * @param name of the layer that adds it, and of the input
 * @param kind its distribution
 * @param amount standard deviation of Gaussian noise; probability that a value is dropped
 * @param size number of values in one run of the graph
 */
public record Noise(String name, Kind kind, double amount, int size) {
  /** Distributions. */
  public enum Kind {
    /** Normal with mean zero, to be added. */
    GAUSSIAN,
    /** Independently 0 with the probability given, else {@code 1 / (1 - probability)}, to be multiplied with. */
    DROPOUT
  }

  /** Draws all values into the first places of the target, as a function of the key. */
  public void draw(long key, float[] target) {
    draw(key, 0, size, target);
  }

  /** Draws {@code count} of the values, from an even place on, into the first places of the target. */
  public void draw(long key, int from, int count, float[] target) {
    if (kind == Kind.GAUSSIAN) {
      CounterRandom.gaussian(CounterRandom.from(key, from), amount, target, 0, count);
    } else {
      // Two of them come from each number.
      CounterRandom.keep(CounterRandom.from(key, from / 2), amount, target, 0, count);
    }
  }
}
