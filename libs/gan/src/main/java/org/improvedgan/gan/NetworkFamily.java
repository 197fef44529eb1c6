package org.improvedgan.gan;

import java.util.List;

/** Which networks a run trains. */
public enum NetworkFamily {
  /** The MNIST experiments' dense layers. */
  FULLY_CONNECTED {
    @Override
    void check(Settings settings) {
      require(settings.pixelRange() == PixelRange.UNIT, "pixel-range", "unit", settings.pixelRange());
      require(settings.inputDropout() == 0, "input-dropout", "0", settings.inputDropout());
      require(settings.hiddenDropout() == 0, "hidden-dropout", "0", settings.hiddenDropout());
    }
  },
  /** The convolutional networks of the CIFAR-10 and SVHN experiments, for images of 32x32. */
  CIFAR {
    @Override
    void check(Settings settings) {
      checkConvolutional(settings);
    }
  },
  /** The same for images of 28x28; a reconstruction of a released script that could not run. */
  MNIST_CONVOLUTIONAL {
    @Override
    void check(Settings settings) {
      checkConvolutional(settings);
    }
  };

  /**
   * Makes sure that the settings describe such networks and have nothing set that these would ignore.
   *
   * @throws TrainingException one sentence that names the setting and what it may be
   */
  abstract void check(Settings settings);

  void checkConvolutional(Settings settings) {
    List<Integer> generator = settings.generatorLayers();
    require(generator.size() == 3, "generator-layers", "three numbers of channels such as 512,256,128", generator);
    List<Integer> discriminator = settings.discriminatorLayers();
    require(discriminator.size() == 2, "discriminator-layers", "two numbers of channels such as 96,192", discriminator);
    require(settings.pixelRange() != PixelRange.UNIT, "pixel-range", "symmetric or symmetric-128", "unit");
    require(settings.hiddenNoise() == 0, "hidden-noise", "0 (they have hidden-dropout)", settings.hiddenNoise());
    require(settings.generatorScale() == 1, "generator-scale", "1", settings.generatorScale());
    require(!settings.generatorStartsAtMean(), "generator-starts-at-mean", "false", true);
  }

  void require(boolean holds, String setting, String expected, Object value) {
    if (!holds) {
      throw new TrainingException("With " + SettingsText.name(this) + " networks the setting " + setting + " must be "
          + expected + ", not " + (value instanceof Enum<?> constant ? SettingsText.name(constant) : value) + ".");
    }
  }
}
