package org.improvedgan.gan.networks;

import java.util.List;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.layers.Window;

/**
 * The convolutional networks of the CIFAR-10 and SVHN experiments (sections 6.2 and 6.3;
 * train_cifar_feature_matching.py and its like), for images of 32x32. Settings name their channels: 512,256,128 of the
 * generators, 96,192 of the discriminators, or 64,128 of the SVHN one for feature matching.
 */
public final class Cifar {
  /** Height and width of images. */
  public static final int SIZE = 32;

  private static final List<Window> ENLARGING =
      List.of(Convolutional.DOUBLING, Convolutional.DOUBLING, Convolutional.DOUBLING);

  private Cifar() {}

  /** z to images [channels, 32, 32] in [-1, 1], through maps of 4x4, 8x8 and 16x16. */
  public static Network generator(Settings settings, int channels) {
    return Convolutional.generator(settings, ENLARGING, channels);
  }

  /** Images [channels, 32, 32] to the logits of the classes. */
  public static Network discriminator(Settings settings, int channels, int classes) {
    return Convolutional.discriminator(settings, channels, SIZE, 1, classes);
  }
}
