package org.improvedgan.benchmarks.training;

import java.util.Map;
import java.util.Random;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/** What is trained while it is measured: networks and settings of a released script, on images of noise. */
public enum Workload {
  /** train_mnist_feature_matching.py. */
  MNIST("mnist-feature-matching", new ImageShape(28, 28, 1), 5, 60, 50),
  /** train_cifar_feature_matching.py. */
  CIFAR("cifar10-feature-matching", new ImageShape(32, 32, 3), 3, 2, 4);

  /** As many as CIFAR-10 has labelled ones by default, and some more. */
  private static final int IMAGES = 5_000;
  private static final int CLASSES = 10;
  private static final String DATASET = "noise";

  private final String experiment;
  private final ImageShape shape;
  private final int rounds;
  private final int warmup;
  private final int iterations;

  Workload(String experiment, ImageShape shape, int rounds, int warmup, int iterations) {
    this.experiment = experiment;
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
   * Starts a run whose first epoch is so many iterations long.
   *
   * @throws org.improvedgan.gan.TrainingException one sentence where this machine lacks what the engine needs
   */
  public TrainingRun start(EngineOptions options, int iterations) {
    Experiment chosen = Experiments.named(experiment);
    Settings settings = chosen.settings().with(
        Map.of("dataset", DATASET, "iterations-per-epoch", Integer.toString(iterations)));
    return TrainingRun.start(chosen, settings, noise(Split.TRAIN), noise(Split.TEST), options);
  }

  /** Time does not depend on what the images show. */
  private LabelledImages noise(Split split) {
    byte[] pixels = new byte[IMAGES * shape.size()];
    new Random(split.ordinal()).nextBytes(pixels);
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = i % CLASSES;
    }
    return new LabelledImages(DATASET, split, new Images(shape, IMAGES, pixels), labels, CLASSES);
  }
}
