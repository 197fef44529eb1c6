package org.improvedgan.gan.training;

import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Parameter;
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
    this(generator.parameters(), discriminator.parameters(), settings);
  }

  /** All zero, of the parameters of both networks. */
  GanState(List<Parameter> generator, List<Parameter> discriminator, Settings settings) {
    this.generator = new Player(
        generator, settings.generatorAverageRate() > 0, settings.generatorHistoricalAveraging() > 0);
    this.discriminator = new Player(
        discriminator, settings.averageRate() > 0, settings.historicalAveraging() > 0);
  }

  /**
   * Makes sure that a checkpoint of the present state would be good: the last step of an epoch can spoil parameters
   * that no loss has seen yet.
   *
   * @throws DivergenceException if a number of the state is not finite
   */
  public void check(int iterationsPerEpoch) {
    for (float[] array : arrays()) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          throw new DivergenceException(
              "A parameter", value, iteration, (int) ((iteration - 1) / iterationsPerEpoch));
        }
      }
    }
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
