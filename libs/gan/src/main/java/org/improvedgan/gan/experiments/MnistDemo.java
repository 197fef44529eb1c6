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
 *   <li>all labels in the semi-supervised loss (section 5: labels improve the images), its unsupervised part weighted
 *       double: else the discriminator soon classifies well and has little to say to the generator
 *   <li>the non-saturating loss plus feature matching (section 3.1), and three generator steps for each of the
 *       discriminator, as in the released minibatch-discrimination scripts: images become varied early and stay so
 *   <li>the generator begins with the mean image and sharper outputs, which its small steps would take long to reach
 *   <li>the generator that is exported is an average over the last few hundred steps, which is far better than any
 *       single one
 * </ul>
 */
public final class MnistDemo {
  public static final Experiment EXPERIMENT = new Experiment(
      "mnist-demo",
      "Draws digits within minutes on two cores: a small fully connected GAN with minibatch discrimination.",
      "3.1, 3.2, 5",
      "Inception score of at least half the real images' at the third checkpoint.",
      MnistFeatureMatching.EXPERIMENT.settings().with(Map.ofEntries(
          entry("epochs", "12"),
          entry("iterations-per-epoch", "800"),
          entry("batch-size", "50"),
          entry("labels", "0"),
          entry("generator-layers", "256,256"),
          entry("discriminator-layers", "400,200"),
          entry("input-noise", "0.3"),
          entry("hidden-noise", "0.3"),
          entry("generator-scale", "2"),
          entry("generator-starts-at-mean", "true"),
          entry("minibatch-kernels", "30"),
          entry("minibatch-dimension", "3"),
          entry("unlabelled-weight", "2"),
          entry("generator-loss", "non-saturating"),
          entry("feature-matching-weight", "20"),
          entry("generator-steps", "3"),
          entry("learning-rate", "0.001"),
          entry("generator-learning-rate", "0.0005"),
          entry("generator-average-rate", "0.003"))));

  private MnistDemo() {}
}
