package org.improvedgan.gan.optimisation;

/**
 * Exponential average of the discriminator's parameters, used for testing (released scripts; not in the paper):
 * {@code a += rate · (p - a)}, from a = 0, with the parameters as they were before the step of the same iteration.
 */
public record ParameterAverage(double rate) {
  /** Takes the parameters from {@code from} up to {@code to} into the average. */
  public void take(float[] average, float[] parameters, int from, int to) {
    float share = (float) rate;
    for (int i = from; i < to; i++) {
      average[i] += share * (parameters[i] - average[i]);
    }
  }

  /** The same in double precision. */
  public void take(double[] average, double[] parameters) {
    for (int i = 0; i < average.length; i++) {
      average[i] += rate * (parameters[i] - average[i]);
    }
  }

  /** What part of the average still is the zero it began with, after so many steps: {@code (1 - rate)^steps}. */
  public double zeroWeight(long steps) {
    return Math.pow(1 - rate, steps);
  }
}
