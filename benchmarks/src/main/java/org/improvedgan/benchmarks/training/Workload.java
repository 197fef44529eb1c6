package org.improvedgan.benchmarks.training;

import java.util.Map;
import java.util.Random;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/** An experiment whose iteration is measured, at the settings of the released code and on images of noise. */
public enum Workload {
  MNIST("mnist-feature-matching", "mnist", new ImageShape(28, 28, 1), 5, 60, 50),
  CIFAR("cifar10-feature-matching", "cifar10", new ImageShape(32, 32, 3), 3, 2, 4);

  /** As many as CIFAR-10's default split needs labelled ones, and some more. */
  private static final int IMAGES = 5_000;
  private static final int CLASSES = 10;

  private final String experiment;
  private final String dataset;
  private final ImageShape shape;
  private final int rounds;
  private final int warmup;
  private final int iterations;

  Workload(String experiment, String dataset, ImageShape shape, int rounds, int warmup, int iterations) {
    this.experiment = experiment;
    this.dataset = dataset;
    this.shape = shape;
    this.rounds = rounds;
    this.warmup = warmup;
    this.iterations = iterations;
  }

  /** Name of the experiment, here and in the PyTorch script. */
  public String experiment() {
    return experiment;
  }

  /** Processes of each side. */
  int rounds() {
    return rounds;
  }

  /** Iterations before those that are measured. */
  int warmup() {
    return warmup;
  }

  /** Iterations measured in one process. */
  int iterations() {
    return iterations;
  }

  /**
   * Starts a run whose first epoch is at least so many iterations long.
   *
   * @throws org.improvedgan.gan.TrainingException one sentence where this build lacks the experiment, or this machine
   *     what the engine needs
   */
  public TrainingRun start(EngineOptions options, int iterations) {
    var chosen = Experiments.named(experiment);
    var settings = chosen.settings().with(Map.of("iterations-per-epoch", Integer.toString(iterations)));
    LabelledImages train = noise(Split.TRAIN);
    return TrainingRun.start(chosen, settings, train, noise(Split.TEST), options);
  }

  /** Time does not depend on what the images show. */
  private LabelledImages noise(Split split) {
    byte[] pixels = new byte[IMAGES * shape.size()];
    new Random(split.ordinal()).nextBytes(pixels);
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = i % CLASSES;
    }
    return new LabelledImages(dataset, split, new Images(shape, IMAGES, pixels), labels, CLASSES);
  }
}
