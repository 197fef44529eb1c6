package org.improvedgan.gan.networks;

import static org.assertj.core.api.Assertions.assertThat;

import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The experiments' networks, by the numbers of their trained parameters. */
class NetworksTest {
  private static final int CLASSES = 10;

  private static int size(Network network) {
    return network.parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum();
  }

  /**
   * The released networks' numbers. MNIST's convolutional ones have two colours fewer than CIFAR's: each is 128 kernels
   * of 5x5, a scale and a bias of the generator, and 96 kernels of 3x3 of the discriminator. Virtual batch norm has a
   * gamma for each of 256 + 128 channels and of 8192 units where batch norm has only a shift. Without labels the last
   * layer has a single unit of 292 weights, a scale and a bias.
   */
  @ParameterizedTest
  @CsvSource({
      "mnist-feature-matching, 28, 1, 694568, 1538770",
      "mnist-feature-matching-paper-era, 28, 1, 694568, 1538770",
      "mnist-minibatch-discrimination, 28, 1, 1446068, 1665370",
      "mnist-minibatch-convolutional, 28, 1, 4926978, 1502676",
      "cifar10-feature-matching, 32, 3, 4933382, 1406804",
      "cifar10-feature-matching-paper-era, 32, 3, 4933382, 1406804",
      "cifar10-minibatch-discrimination, 32, 3, 4933382, 1504404",
      "cifar10-table3-ours, 32, 3, 4941958, 1504404",
      "cifar10-table3-minus-vbn-plus-bn, 32, 3, 4933382, 1504404",
      "cifar10-table3-minus-ls, 32, 3, 4941958, 1504404",
      "cifar10-table3-minus-l, 32, 3, 4941958, 1501758",
      "cifar10-table3-minus-l-plus-ha, 32, 3, 4941958, 1501758",
      "cifar10-table3-minus-mbf, 32, 3, 4941958, 1406804",
      "svhn-feature-matching, 32, 3, 4933382, 626580",
      "svhn-minibatch-discrimination, 32, 3, 4933382, 1504404"})
  void haveAsManyParametersAsTheReleasedOnes(
      String experiment, int size, int channels, int generator, int discriminator) {
    Settings settings = Experiments.named(experiment).settings();
    ImageShape shape = new ImageShape(size, size, channels);
    assertThat(size(Networks.generator(settings, shape))).isEqualTo(generator);
    assertThat(size(Networks.discriminator(settings, shape, CLASSES))).isEqualTo(discriminator);
  }
}
