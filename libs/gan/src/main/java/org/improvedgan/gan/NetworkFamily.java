package org.improvedgan.gan;

import java.util.List;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.networks.ImageNet128;

/** Which networks a run trains. */
public enum NetworkFamily {
  /** The MNIST experiments' dense layers. */
  FULLY_CONNECTED {
    @Override
    void check(Settings settings) {
      require(settings.pixelRange() == PixelRange.UNIT, "pixel-range", "unit", settings.pixelRange());
      require(settings.inputDropout() == 0, "input-dropout", "0", settings.inputDropout());
      require(settings.hiddenDropout() == 0, "hidden-dropout", "0", settings.hiddenDropout());
      require(settings.weightNorm() == WeightNormKind.RELEASED, "weight-norm", "released", settings.weightNorm());
      require(settings.generatorNoiseMaps().isEmpty(), "generator-noise-maps", "none", settings.generatorNoiseMaps());
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
  },
  /** The ImageNet code's, for images of 128x128; much of what other networks leave open is fixed in them. */
  IMAGENET128 {
    @Override
    void check(Settings settings) {
      List<Integer> generator = settings.generatorLayers();
      require(generator.size() == 6, "generator-layers", "six numbers of channels such as 512,256,128,64,64,64",
          generator);
      List<Integer> noise = settings.generatorNoiseMaps();
      require(noise.size() == 6, "generator-noise-maps", "six numbers of maps such as 64,64,32,16,8,8", noise);
      List<Integer> layers = settings.discriminatorLayers();
      require(layers.size() == 8 && layers.stream().allMatch(width -> width % 2 == 0), "discriminator-layers",
          "seven even numbers of channels and an even width such as 64,128,256,256,256,512,512,2560", layers);
      require(settings.pixelRange() == PixelRange.SYMMETRIC, "pixel-range", "symmetric", settings.pixelRange());
      require(settings.generatorNormalisation() == Normalisation.VIRTUAL_BATCH, "generator-normalisation",
          "virtual-batch", settings.generatorNormalisation());
      require(settings.generatorActivation() == Activation.RELU, "generator-activation", "relu",
          settings.generatorActivation());
      require(settings.discriminatorActivation() == Activation.LEAKY_RELU, "discriminator-activation", "leaky-relu",
          settings.discriminatorActivation());
      require(settings.inputNoise() == ImageNet128.INPUT_NOISE, "input-noise", "0.1", settings.inputNoise());
      require(settings.minibatchDeviation() == 0.02, "minibatch-deviation", "0.02", settings.minibatchDeviation());
      require(settings.minibatchKernels() >= 1, "minibatch-kernels", "at least 1", settings.minibatchKernels());
      require(settings.generatorLoss() == GeneratorLoss.SMOOTHED_TARGET, "generator-loss", "smoothed-target",
          settings.generatorLoss());
      require(settings.featureMatchingWeight() == 0, "feature-matching-weight", "0", settings.featureMatchingWeight());
      require(settings.generatorSteps() == 1, "generator-steps", "1", settings.generatorSteps());
      require(settings.labelledWeight() > 0, "labelled-weight", "more than 0", settings.labelledWeight());
      require(settings.unlabelledWeight() == 1, "unlabelled-weight", "1", settings.unlabelledWeight());
      require(settings.averageRate() == 0, "average-rate", "0", settings.averageRate());
      require(settings.inputDropout() == 0, "input-dropout", "0", settings.inputDropout());
      require(settings.hiddenDropout() == 0, "hidden-dropout", "0", settings.hiddenDropout());
      require(settings.hiddenNoise() == 0, "hidden-noise", "0", settings.hiddenNoise());
      require(settings.generatorScale() == 1, "generator-scale", "1", settings.generatorScale());
      require(!settings.generatorStartsAtMean(), "generator-starts-at-mean", "false", true);
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
    require(settings.generatorNoiseMaps().isEmpty(), "generator-noise-maps", "none", settings.generatorNoiseMaps());
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
