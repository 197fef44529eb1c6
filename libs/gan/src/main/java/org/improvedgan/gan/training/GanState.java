package org.improvedgan.gan.training;

import org.improvedgan.gan.networks.Network;

/**
 * Everything that training steps change. Random numbers are functions of seed and iteration, so there is nothing else
 * to remember of them than the number of iterations.
 */
public final class GanState {
  final Weights generator;
  final Weights discriminator;
  final float[] generatorMoment1;
  final float[] generatorMoment2;
  final float[] discriminatorMoment1;
  final float[] discriminatorMoment2;
  /** Exponential average of the discriminator's trained parameters, from zero. */
  final float[] average;
  /** Exponential average of the generator's trained parameters, from zero; empty where none is kept. */
  final float[] generatorAverage;
  /** Adam's t of each network: steps taken. */
  long generatorSteps;
  long discriminatorSteps;
  /** Iterations finished. */
  long iteration;

  /** All zero. */
  public GanState(Network generator, Network discriminator, boolean averageGenerator) {
    this.generator = new Weights(generator.parameters());
    this.discriminator = new Weights(discriminator.parameters());
    generatorMoment1 = new float[this.generator.trainable()];
    generatorMoment2 = new float[this.generator.trainable()];
    discriminatorMoment1 = new float[this.discriminator.trainable()];
    discriminatorMoment2 = new float[this.discriminator.trainable()];
    average = new float[this.discriminator.trainable()];
    generatorAverage = new float[averageGenerator ? this.generator.trainable() : 0];
  }

  public Weights generator() {
    return generator;
  }

  public Weights discriminator() {
    return discriminator;
  }

  public long iteration() {
    return iteration;
  }

  /** All arrays, in the order in which they are stored. */
  float[][] arrays() {
    return new float[][] {
      generator.values(), generatorMoment1, generatorMoment2,
      discriminator.values(), discriminatorMoment1, discriminatorMoment2, average,
      generatorAverage
    };
  }
}
