package org.improvedgan.gan.training;

import org.improvedgan.gan.Settings;
import org.improvedgan.gan.optimisation.Adam;
import org.improvedgan.gan.optimisation.HistoricalAverage;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.optimisation.ParameterAverage;

/** A player's step once its gradient is known: historical averaging, the average for testing, and Adam. */
final class Optimiser {
  private final Player player;
  private final Adam adam;
  private final ParameterAverage average;
  private final HistoricalAverage history;
  private final Parallel parallel;

  private Optimiser(Player player, Settings settings, double averageRate, double historicalAveraging,
      Parallel parallel) {
    this.player = player;
    this.adam = new Adam(settings.beta1(), settings.beta2(), settings.epsilon(), settings.adamForm());
    this.average = new ParameterAverage(averageRate);
    this.history = new HistoricalAverage(historicalAveraging);
    this.parallel = parallel;
  }

  static Optimiser ofGenerator(GanState state, Settings settings, Parallel parallel) {
    return new Optimiser(state.generator, settings, settings.generatorAverageRate(),
        settings.generatorHistoricalAveraging(), parallel);
  }

  static Optimiser ofDiscriminator(GanState state, Settings settings, Parallel parallel) {
    return new Optimiser(state.discriminator, settings, settings.averageRate(), settings.historicalAveraging(),
        parallel);
  }

  /** Changes the parameters; the gradient gets the penalty's in addition. */
  void step(float[] gradient, double learningRate) {
    long t = ++player.steps;
    float[] values = player.weights.values();
    parallel.loop(gradient.length, (from, to) -> {
      if (player.history.length > 0) {
        history.add(player.history, values, gradient, t, from, to);
      }
      if (player.average.length > 0) {
        average.take(player.average, values, from, to);
      }
      adam.step(values, gradient, player.moment1, player.moment2, t, learningRate, from, to);
    });
  }
}
