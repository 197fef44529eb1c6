package org.improvedgan.gan.training;

import java.util.List;
import org.improvedgan.gan.graph.Parameter;

/** One of the two networks of a GAN in training: its parameters and all that its optimiser remembers of them. */
public final class Player {
  final Weights weights;
  final float[] moment1;
  final float[] moment2;
  /** Exponential average of the trained parameters, from zero; empty where none is kept. */
  final float[] average;
  /** Mean of the trained parameters over all steps; empty without historical averaging. */
  final float[] history;
  /** Steps taken: Adam's t. */
  long steps;

  /** All zero. */
  Player(List<Parameter> parameters, boolean averaged, boolean historical) {
    weights = new Weights(parameters);
    moment1 = new float[weights.trainable()];
    moment2 = new float[weights.trainable()];
    average = new float[averaged ? weights.trainable() : 0];
    history = new float[historical ? weights.trainable() : 0];
  }

  /** Lets the average begin at the present parameters instead of zero. */
  void startAverageHere() {
    System.arraycopy(weights.values(), 0, average, 0, average.length);
  }

  public Weights weights() {
    return weights;
  }

  /** All arrays, in the order in which they are stored. */
  float[][] arrays() {
    return new float[][] {weights.values(), moment1, moment2, average, history};
  }
}
