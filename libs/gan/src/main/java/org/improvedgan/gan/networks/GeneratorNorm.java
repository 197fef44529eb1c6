package org.improvedgan.gan.networks;

import org.improvedgan.gan.Settings;
import org.improvedgan.gan.layers.BatchNorm;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.VirtualBatchNorm;

/** The normalisation of a generator's hidden layers that a run's settings ask for. */
final class GeneratorNorm {
  private GeneratorNorm() {}

  /** Of [examples, units]. */
  static Layer ofUnits(Settings settings, String name, int units) {
    return switch (settings.generatorNormalisation()) {
      case BATCH -> BatchNorm.ofUnits(name, units, settings.batchNormGain());
      case VIRTUAL_BATCH -> VirtualBatchNorm.ofUnits(name + ".vbn", units, settings.referenceBatch());
    };
  }

  /** Of maps [examples, channels, height, width]. */
  static Layer ofMaps(Settings settings, String name, int channels) {
    return switch (settings.generatorNormalisation()) {
      case BATCH -> BatchNorm.ofMaps(name, channels, settings.batchNormGain());
      case VIRTUAL_BATCH -> VirtualBatchNorm.ofMaps(name + ".vbn", channels, settings.referenceBatch());
    };
  }
}
