package org.improvedgan.gan.experiments;

import static java.util.Map.entry;

import java.util.Map;
import org.improvedgan.gan.Experiment;

/**
 * Recognisable, varied digits within minutes on two cores: a small fully connected GAN with minibatch discrimination
 * (section 3.2). The paper gives no figures for such a network; what is chosen here for speed differs from its scripts:
 *
 * <ul>
 *   <li>networks of two narrow hidden layers; batches of 50; an "epoch" of a fixed number of iterations
 *   <li>ReLU after batch norm with a gain, leaky ReLU in the discriminator, and little noise, in place of the script's
 *       softplus, ReLU and strong noise: chosen because its first few thousand iterations scored higher, with one seed
 *   <li>all labels in the semi-supervised loss (section 5: labels improve the images)
 *   <li>the non-saturating loss, and a generator that learns twice as fast as the discriminator
 *   <li>the generator begins with the mean image, which its small steps would take long to reach
 *   <li>the generator that is exported is an average over the last few hundred steps, because single ones
 *       scored lower
 * </ul>
 */
public final class MnistDemo {
  public static final Experiment EXPERIMENT = new Experiment(
      "mnist-demo",
      "Draws digits within minutes on two cores: a small fully connected GAN with minibatch discrimination.",
      "3.1, 3.2, 5",
      "Inception score of at least half the real images' at the third checkpoint.",
      MnistFeatureMatching.EXPERIMENT.settings().with(Map.ofEntries(
          entry("epochs", "20"),
          entry("iterations-per-epoch", "1500"),
          entry("batch-size", "50"),
          entry("labels", "0"),
          entry("generator-layers", "256,256"),
          entry("discriminator-layers", "256,128"),
          entry("input-noise", "0.1"),
          entry("hidden-noise", "0.1"),
          entry("input-dropout", "0"),
          entry("hidden-dropout", "0"),
          entry("generator-activation", "relu"),
          entry("batch-norm-gain", "true"),
          entry("discriminator-activation", "leaky-relu"),
          entry("generator-scale", "1"),
          entry("generator-starts-at-mean", "true"),
          entry("minibatch-kernels", "50"),
          entry("minibatch-dimension", "3"),
          entry("generator-loss", "non-saturating"),
          entry("learning-rate", "0.0005"),
          entry("generator-learning-rate", "0.001"),
          entry("generator-average-rate", "0.002"))));

  private MnistDemo() {}
}
