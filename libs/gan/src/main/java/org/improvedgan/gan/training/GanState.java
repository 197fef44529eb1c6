package org.improvedgan.gan.training;

import java.util.stream.Stream;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.networks.Network;

/**
 * Everything that training steps change. Random numbers are functions of seed and iteration, so there is nothing else
 * to remember of them than the number of iterations.
 */
public final class GanState {
  final Player generator;
  final Player discriminator;
  /** Iterations finished. */
  long iteration;

  /** All zero. */
  public GanState(Network generator, Network discriminator, Settings settings) {
    this.generator = new Player(
        generator, settings.generatorAverageRate() > 0, settings.generatorHistoricalAveraging() > 0);
    this.discriminator = new Player(discriminator, true, settings.historicalAveraging() > 0);
  }

  public Player generator() {
    return generator;
  }

  public Player discriminator() {
    return discriminator;
  }

  public long iteration() {
    return iteration;
  }

  /** All arrays, in the order in which they are stored. */
  float[][] arrays() {
    return Stream.of(generator.arrays(), discriminator.arrays()).flatMap(Stream::of).toArray(float[][]::new);
  }
}
