package org.improvedgan.gan.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;

/** The released networks, by the numbers of their trained parameters. */
class NetworksTest {
  private static final Settings MNIST = Experiments.named("mnist-feature-matching").settings();
  private static final Settings CIFAR = MNIST.with(Map.of("networks", "cifar", "pixel-range", "symmetric-128",
      "generator-layers", "512,256,128", "discriminator-layers", "96,192", "hidden-noise", "0",
      "hidden-dropout", "0.5"));
  private static final Map<String, String> MINIBATCH = Map.of("minibatch-kernels", "100", "minibatch-dimension", "5");
  private static final ImageShape COLOUR = new ImageShape(32, 32, 3);
  private static final ImageShape GREY = new ImageShape(28, 28, 1);

  private static int size(Network network) {
    return network.parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum();
  }

  private static int discriminator(Settings settings, ImageShape shape) {
    return size(Networks.discriminator(settings, shape, 10));
  }

  @Test
  void mnist() {
    assertThat(size(Networks.generator(MNIST, GREY))).isEqualTo(694_568);
    assertThat(size(Networks.discriminator(MNIST, GREY, 10))).isEqualTo(1_538_770);
  }

  @Test
  void cifarAndSvhn() {
    assertThat(size(Networks.generator(CIFAR, COLOUR))).isEqualTo(4_933_382);
    assertThat(discriminator(CIFAR, COLOUR)).isEqualTo(1_406_804);
    assertThat(discriminator(CIFAR.with(MINIBATCH), COLOUR)).isEqualTo(1_504_404);
    assertThat(discriminator(CIFAR.with(Map.of("discriminator-layers", "64,128")), COLOUR)).isEqualTo(626_580);
  }

  @Test
  void mnistConvolutional() {
    Settings settings = CIFAR.with(Map.of("networks", "mnist-convolutional"));
    // Two colours fewer than CIFAR's: each is 128 kernels of 5x5, a scale and a bias of the generator, and 96 kernels of
    // 3x3 of the discriminator.
    assertThat(size(Networks.generator(settings, GREY))).isEqualTo(4_933_382 - 2 * (128 * 25 + 2));
    assertThat(discriminator(settings, GREY)).isEqualTo(1_406_804 - 2 * 96 * 9);
  }
}
