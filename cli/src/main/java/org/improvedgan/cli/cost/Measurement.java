package org.improvedgan.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.train.TrainingData;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;

/**
 * How long an iteration takes.
 *
 * @param parameters trained values of the two networks
 * @param seconds of each measured iteration, in their order
 * @param losses of the last one
 * @param fullIterations iterations of the whole run
 */
record Measurement(Map<String, Integer> parameters, List<Double> seconds, Map<String, Double> losses,
    long fullIterations) {

  /**
   * Trains so many iterations, after one that warms up and is not measured, and no epoch to its end: there is no test
   * and no export.
   *
   * @throws TrainingException one sentence if a loss is no finite number
   */
  static Measurement of(Experiment experiment, Settings settings, TrainingData.Splits images, EngineOptions engine,
      int iterations, Terminal terminal) {
    int perEpoch = settings.iterationsPerEpoch() > 0 ? settings.iterationsPerEpoch()
        : images.train().count() / settings.batchSize();
    Settings measured = perEpoch > iterations + 1 ? settings
        : settings.with(Map.of("iterations-per-epoch", Integer.toString(iterations + 2)));
    List<Double> seconds = new ArrayList<>();
    Map<String, Double> losses = new LinkedHashMap<>();
    ProgressBar bar = new ProgressBar(terminal, "Measuring");
    try (TrainingRun run = TrainingRun.start(experiment, measured, images.train(), images.test(), engine)) {
      long[] last = {System.nanoTime()};
      run.trainEpoch(progress -> {
        long now = System.nanoTime();
        seconds.add((now - last[0]) / 1e9);
        last[0] = now;
        losses.putAll(progress.losses());
        checkFinite(progress.losses());
        bar.update(progress.iteration(), iterations + 1, "");
        return progress.iteration() <= iterations;
      });
      return new Measurement(run.parameters(), seconds.subList(1, seconds.size()), losses,
          (long) settings.epochs() * perEpoch);
    } finally {
      bar.close();
    }
  }

  /** Half of the iterations were as fast. */
  double median() {
    List<Double> sorted = seconds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void checkFinite(Map<String, Double> losses) {
    losses.forEach((name, value) -> {
      if (!Double.isFinite(value)) {
        throw new TrainingException("The " + name + " is " + value + ": these settings cannot be trained.");
      }
    });
  }
}
