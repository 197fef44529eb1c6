package org.improvedgan.gan.experiments;

import static java.util.Map.entry;

import java.util.Map;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;

/** Semi-supervised MNIST by feature matching (sections 3.1, 5 and 6.1), exactly as the released script trains it. */
public final class MnistFeatureMatching {
  public static final Experiment EXPERIMENT = new Experiment(
      "mnist-feature-matching",
      "Classifies MNIST from 100 labels: a fully connected GAN whose generator matches the discriminator's features.",
      "3.1, 5, 6.1, Table 1",
      "93 ± 6.5 errors of 10,000 test images with 100 labels after 300 epochs.",
      Settings.of(Map.ofEntries(
          entry("dataset", "mnist"),
          entry("pixel-range", "unit"),
          entry("networks", "fully-connected"),
          entry("epochs", "300"),
          entry("iterations-per-epoch", "0"),
          entry("batch-size", "100"),
          entry("labels", "100"),
          entry("seed", "1"),
          entry("seed-data", "1"),
          entry("latent-size", "100"),
          entry("generator-layers", "500,500"),
          entry("discriminator-layers", "1000,500,250,250,250"),
          entry("input-noise", "0.3"),
          entry("hidden-noise", "0.5"),
          entry("input-dropout", "0"),
          entry("hidden-dropout", "0"),
          entry("generator-activation", "softplus"),
          entry("batch-norm-gain", "false"),
          entry("discriminator-activation", "relu"),
          entry("generator-scale", "1"),
          entry("generator-starts-at-mean", "false"),
          entry("minibatch-kernels", "0"),
          entry("minibatch-dimension", "5"),
          entry("unlabelled-weight", "1"),
          entry("generator-loss", "feature-matching"),
          entry("feature-matching-weight", "0"),
          entry("generator-steps", "1"),
          entry("historical-averaging", "0"),
          entry("generator-historical-averaging", "0"),
          entry("learning-rate", "0.003"),
          entry("generator-learning-rate", "0.003"),
          entry("decay-epochs", "0"),
          entry("beta1", "0.5"),
          entry("beta2", "0.999"),
          entry("epsilon", "1e-8"),
          entry("average-rate", "1e-4"),
          entry("generator-average-rate", "0"),
          entry("initialisation-batch", "500"),
          entry("population-samples", "5000"))));

  private MnistFeatureMatching() {}
}
