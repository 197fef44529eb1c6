package org.improvedgan.gan.networks;

import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.images.ImageShape;

/** The networks that a run's settings ask for. */
public final class Networks {
  private Networks() {}

  /**
   * From z to images in the run's pixel range.
   *
   * @throws TrainingException one sentence if such networks cannot draw images of this shape
   */
  public static Network generator(Settings settings, ImageShape shape) {
    return switch (settings.networks()) {
      case FULLY_CONNECTED -> FullyConnected.generator(settings, shape.size());
      case CIFAR -> Cifar.generator(settings, channels(settings, shape, Cifar.SIZE));
      case MNIST_CONVOLUTIONAL -> MnistConvolutional.generator(
          settings, channels(settings, shape, MnistConvolutional.SIZE));
    };
  }

  /**
   * From images in the run's pixel range to the logits of the classes.
   *
   * @throws TrainingException one sentence if such networks cannot look at images of this shape
   */
  public static Network discriminator(Settings settings, ImageShape shape, int classes) {
    return switch (settings.networks()) {
      case FULLY_CONNECTED -> FullyConnected.discriminator(settings, shape.size(), classes);
      case CIFAR -> Cifar.discriminator(settings, channels(settings, shape, Cifar.SIZE), classes);
      case MNIST_CONVOLUTIONAL -> MnistConvolutional.discriminator(
          settings, channels(settings, shape, MnistConvolutional.SIZE), classes);
    };
  }

  private static int channels(Settings settings, ImageShape shape, int size) {
    if (shape.height() != size || shape.width() != size) {
      throw new TrainingException("The networks " + settings.toMap().get("networks") + " are for images of " + size
          + "x" + size + ", but those of " + settings.dataset() + " are " + shape.height() + "x" + shape.width()
          + "; choose another dataset or other networks.");
    }
    return shape.channels();
  }
}
