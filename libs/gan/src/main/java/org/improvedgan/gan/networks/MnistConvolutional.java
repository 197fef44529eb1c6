package org.improvedgan.gan.networks;

import java.util.List;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.layers.Window;

/**
 * Convolutional networks for images of 28x28: a reconstruction. The released train_mnist_minibatch.py, deleted soon
 * after, could not run: its last layer was to make 28 of 16, which a transposed convolution of stride 2 cannot. Here
 * maps grow from 4 to 7, 14 and 28 with the same kernel, images are scaled to the generator's [-1, 1] instead of [0, 1],
 * and leaky slope, weight normalisation and minibatch discrimination are those of the released CIFAR-10 scripts. As
 * written there, the discriminator's first convolution pads 3, which makes 32 of 28; from then on it is that of {@link
 * Cifar}.
 */
public final class MnistConvolutional {
  /** Height and width of images. */
  public static final int SIZE = 28;

  private static final int FIRST_PAD = 3;
  private static final List<Window> ENLARGING =
      List.of(Window.transposed(5, 2, 2, 0), Convolutional.DOUBLING, Convolutional.DOUBLING);

  private MnistConvolutional() {}

  /** z to images [channels, 28, 28] in [-1, 1], through maps of 4x4, 7x7 and 14x14. */
  public static Network generator(Settings settings, int channels) {
    return Convolutional.generator(settings, ENLARGING, channels);
  }

  /** Images [channels, 28, 28] to the logits of the classes. */
  public static Network discriminator(Settings settings, int channels, int classes) {
    return Convolutional.discriminator(settings, channels, SIZE, FIRST_PAD, classes);
  }
}
