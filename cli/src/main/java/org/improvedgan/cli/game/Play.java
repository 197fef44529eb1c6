package org.improvedgan.cli.game;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.improvedgan.cli.UserError;
import org.improvedgan.gan.games.GradientPlay;
import org.improvedgan.gan.games.ToyGame;
import org.improvedgan.gan.optimisation.HistoricalAverage;

/**
 * How one way of playing went.
 *
 * @param weight of the historical averaging penalty; 0 for plain gradient descent
 * @param path positions after 0, 1, … steps
 * @param distances Euclidean distances to the equilibrium at them
 */
record Play(double weight, GradientPlay.Trajectory path, double[] distances) {

  /** Steps at the end among which the smallest distance is looked for. */
  private static final int LAST = 1_000;

  /** @throws UserError if the players run off to where no number reaches */
  static Play of(ToyGame game, double learningRate, double weight, double[] start, int steps) {
    GradientPlay.Trajectory path =
        new GradientPlay(game, learningRate, new HistoricalAverage(weight)).play(start[0], start[1], steps);
    double[] distances =
        IntStream.rangeClosed(0, steps).mapToDouble(i -> game.distance(path.x()[i], path.y()[i])).toArray();
    if (!IntStream.rangeClosed(0, steps).allMatch(i -> Double.isFinite(distances[i]))) {
      throw new UserError("The players run away beyond all numbers: give a smaller --learning-rate, or fewer --steps.");
    }
    return new Play(weight, path, distances);
  }

  int steps() {
    return distances.length - 1;
  }

  /** As many of the last steps as {@link #smallestOfLast} looks at. */
  int last() {
    return Math.min(LAST, steps());
  }

  double smallestOfLast() {
    return IntStream.rangeClosed(steps() - last() + 1, steps()).mapToDouble(i -> distances[i]).min().orElseThrow();
  }

  double finalDistance() {
    return distances[steps()];
  }

  /** For JSON. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("weight", weight);
    fields.put("steps", steps());
    fields.put("lastSteps", last());
    fields.put("smallestDistanceOfLastSteps", smallestOfLast());
    fields.put("finalDistance", finalDistance());
    fields.put("x", path.x()[steps()]);
    fields.put("y", path.y()[steps()]);
    return fields;
  }
}
