package org.improvedgan.gan.training;

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

  Optimiser(Player player, Adam adam, ParameterAverage average, HistoricalAverage history, Parallel parallel) {
    this.player = player;
    this.adam = adam;
    this.average = average;
    this.history = history;
    this.parallel = parallel;
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
