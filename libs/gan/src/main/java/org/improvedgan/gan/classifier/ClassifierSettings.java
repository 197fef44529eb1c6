package org.improvedgan.gan.classifier;

import org.improvedgan.gan.TrainingException;

/**
 * How a classifier is trained.
 *
 * @param seed start of every random choice: parameters, order of the images, distortions
 * @param epochs passes over the training images
 * @param batchSize images of one step
 * @param learningRate Adam's step size at the start; it falls to zero along half a cosine
 * @param averageRate share of a step's parameters in the running average that is tested and exported
 */
public record ClassifierSettings(long seed, int epochs, int batchSize, double learningRate, double averageRate) {
  public ClassifierSettings {
    if (epochs < 1 || batchSize < 1) {
      throw new TrainingException("A classifier needs at least one epoch and one image a batch.");
    }
    if (!(learningRate > 0) || !(averageRate > 0 && averageRate <= 1)) {
      throw new TrainingException("A classifier needs a positive learning rate and an average rate of at most 1.");
    }
  }

  /** What the classifiers that come with the project were trained with. */
  public static ClassifierSettings defaults() {
    return new ClassifierSettings(1, 10, 100, 2e-3, 5e-3);
  }

  public ClassifierSettings withSeed(long value) {
    return new ClassifierSettings(value, epochs, batchSize, learningRate, averageRate);
  }

  public ClassifierSettings withEpochs(int value) {
    return new ClassifierSettings(seed, value, batchSize, learningRate, averageRate);
  }
}
