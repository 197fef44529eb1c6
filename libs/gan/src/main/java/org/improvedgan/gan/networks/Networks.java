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
      case IMAGENET128 -> throw notASequence();
    };
  }

  /**
   * From images in the run's pixel range to the logits of the classes, or to one logit in a run without labels.
   *
   * @throws TrainingException one sentence if such networks cannot look at images of this shape
   */
  public static Network discriminator(Settings settings, ImageShape shape, int classes) {
    int logits = logits(settings, classes);
    return switch (settings.networks()) {
      case FULLY_CONNECTED -> FullyConnected.discriminator(settings, shape.size(), logits);
      case CIFAR -> Cifar.discriminator(settings, channels(settings, shape, Cifar.SIZE), logits);
      case MNIST_CONVOLUTIONAL -> MnistConvolutional.discriminator(
          settings, channels(settings, shape, MnistConvolutional.SIZE), logits);
      case IMAGENET128 -> throw notASequence();
    };
  }

  private static IllegalArgumentException notASequence() {
    return new IllegalArgumentException("The ImageNet networks come from ImageNet128.of.");
  }

  /** How many logits the discriminator has of an example. */
  public static int logits(Settings settings, int classes) {
    return settings.learnsLabels() ? classes : 1;
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
