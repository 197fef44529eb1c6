package org.improvedgan.gan.networks;

import org.improvedgan.gan.Settings;
import org.improvedgan.images.ImageShape;

/** The networks that a run's settings ask for. */
public final class Networks {
  private Networks() {}

  /** From z to images in the run's pixel range. */
  public static Network generator(Settings settings, ImageShape shape) {
    return switch (settings.networks()) {
      case FULLY_CONNECTED -> FullyConnected.generator(settings, shape.size());
    };
  }

  /** From images in the run's pixel range to the logits of the classes. */
  public static Network discriminator(Settings settings, ImageShape shape, int classes) {
    return switch (settings.networks()) {
      case FULLY_CONNECTED -> FullyConnected.discriminator(settings, shape.size(), classes);
    };
  }
}
