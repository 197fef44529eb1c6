package org.improvedgan.gan.experiments;

import java.util.Map;
import org.improvedgan.gan.Experiment;

/** Recognisable, varied digits within minutes on two cores: fully connected, with minibatch discrimination. */
public final class MnistDemo {
  public static final Experiment EXPERIMENT = new Experiment(
      "mnist-demo",
      "Draws digits within minutes on two cores: a small fully connected GAN with minibatch discrimination.",
      "3.2, 5",
      "Inception score of at least half the real images' at the third checkpoint.",
      MnistFeatureMatching.EXPERIMENT.settings().with(Map.of(
          "epochs", "5",
          "labels", "0",
          "generator-loss", "non-saturating",
          "minibatch-kernels", "50")));

  private MnistDemo() {}
}
