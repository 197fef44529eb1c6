package org.improvedgan.benchmarks.training;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Random;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.experiments.MnistFeatureMatching;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/** What is trained while it is measured: networks and settings of a released script, on images of noise. */
public enum Workload {
  /** train_mnist_feature_matching.py. */
  MNIST("mnist-feature-matching", Map.of(), new ImageShape(28, 28, 1), 5, 60, 50),
  /** train_cifar_feature_matching.py. */
  CIFAR("cifar10-feature-matching", Map.ofEntries(
      entry("networks", "cifar"), entry("pixel-range", "symmetric-128"), entry("labels", "4000"),
      entry("generator-layers", "512,256,128"), entry("generator-activation", "relu"),
      entry("discriminator-layers", "96,192"), entry("discriminator-activation", "leaky-relu"),
      entry("input-noise", "0"), entry("hidden-noise", "0"), entry("input-dropout", "0.2"),
      entry("hidden-dropout", "0.5"), entry("generator-loss", "feature-matching-l1"),
      entry("learning-rate", "3e-4"), entry("generator-learning-rate", "3e-4")),
      new ImageShape(32, 32, 3), 3, 2, 4);

  /** As many as CIFAR-10 has labelled ones by default, and some more. */
  private static final int IMAGES = 5_000;
  private static final int CLASSES = 10;
  private static final String DATASET = "noise";

  private final String experiment;
  /** What differs from the settings of {@link MnistFeatureMatching}. */
  private final Map<String, String> overrides;
  private final ImageShape shape;
  private final int rounds;
  private final int warmup;
  private final int iterations;

  Workload(String experiment, Map<String, String> overrides, ImageShape shape, int rounds, int warmup, int iterations) {
    this.experiment = experiment;
    this.overrides = overrides;
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
    Settings settings = MnistFeatureMatching.EXPERIMENT.settings().with(overrides)
        .with(Map.of("dataset", DATASET, "iterations-per-epoch", Integer.toString(iterations)));
    Experiment chosen = new Experiment(experiment, "One measured iteration after the other.", "", "", settings);
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
