package org.improvedgan.gan.games;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.optimisation.HistoricalAverage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories of both games: plain descent orbits, historical averaging settles. */
class GradientPlayGoldenTest {
  static List<Golden> vectors() {
    return Golden.ofKind("toy_game");
  }

  private static ToyGame game(Golden golden) {
    return switch (golden.text("parameters", "game")) {
      case "paper" -> ToyGame.PAPER;
      case "xy" -> ToyGame.BILINEAR;
      default -> throw new IllegalArgumentException(golden.text("parameters", "game"));
    };
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void plainGradientDescent(Golden golden) {
    check(golden, "plain_gradient_descent",
        GradientPlay.plain(game(golden), golden.number("parameters", "learning_rate")), "steps_plain");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void historicalAveraging(Golden golden) {
    check(golden, "historical_averaging",
        new GradientPlay(game(golden), golden.number("parameters", "learning_rate"),
            new HistoricalAverage(golden.number("parameters", "penalty_weight"))), "steps_historical_averaging");
  }

  private static void check(Golden golden, String run, GradientPlay play, String steps) {
    GradientPlay.Trajectory path = play.play(golden.number("inputs", "x_start"), golden.number("inputs", "y_start"),
        golden.at("parameters", steps).asInt());
    ToyGame game = play.game();
    double[] distances = IntStream.range(0, path.x().length)
        .mapToDouble(i -> game.distance(path.x()[i], path.y()[i])).toArray();
    at(golden, i -> path.x()[i], run, "trajectory", "step", "x");
    at(golden, i -> path.y()[i], run, "trajectory", "step", "y");
    at(golden, i -> distances[i], run, "trajectory", "step", "distance");
    at(golden, i -> path.meanX()[i], run, "trajectory", "step", "mean_x");
    at(golden, i -> path.meanY()[i], run, "trajectory", "step", "mean_y");
    at(golden, i -> game.energy(path.x()[i], path.y()[i]), run, "trajectory", "energy/step", "energy/energy");
    int last = distances.length - 1;
    double[] secondHalf = Arrays.copyOfRange(distances, last / 2, last + 1);
    single(golden, distances[0], run, "distance_at_start");
    single(golden, distances[last], run, "distance_at_end");
    single(golden, Arrays.stream(distances).max().orElseThrow(), run, "largest_distance");
    single(golden, Arrays.stream(secondHalf).max().orElseThrow(), run, "largest_distance_in_second_half");
    single(golden, Arrays.stream(secondHalf).min().orElseThrow(), run, "smallest_distance_in_second_half");
  }

  /** Compares what the vector lists of a trajectory at the steps that it names. */
  private static void at(
      Golden golden, IntToDoubleFunction actual, String run, String group, String steps, String values) {
    String[] path = path(run, group, values);
    if (golden.has(path)) {
      golden.checkOutput(Execution.DOUBLE, Arrays.stream(golden.array(path(run, group, steps)))
          .map(step -> actual.applyAsDouble((int) step)).toArray(), path);
    }
  }

  private static String[] path(String run, String group, String key) {
    return ("outputs/" + run + "/" + group + "/" + key).split("/");
  }

  private static void single(Golden golden, double actual, String run, String key) {
    if (golden.has("outputs", run, key)) {
      golden.checkOutput(Execution.DOUBLE, new double[] {actual}, "outputs", run, key);
    }
  }
}
