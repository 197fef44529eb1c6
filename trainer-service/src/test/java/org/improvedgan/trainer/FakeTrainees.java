package org.improvedgan.trainer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.Snapshot;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.images.ImageShape;

/** Runs that learn nothing, at once: epochs of ten iterations, whose state is the number of the epoch. */
final class FakeTrainees implements Trainee.Source {
  static final int ITERATIONS = 10;

  /** Called before each iteration with its number from 0; may block or throw. */
  private final IntConsumer beforeIteration;

  FakeTrainees(IntConsumer beforeIteration) {
    this.beforeIteration = beforeIteration;
  }

  @Override
  public Trainee start(Plan plan) {
    return new Fake(plan.experiment().name(), plan.settings(), 0);
  }

  @Override
  public Trainee resume(String dataset, byte[] state) {
    String[] lines = new String(state, StandardCharsets.UTF_8).split("\n");
    if (lines.length != 3) {
      throw new TrainingException("The state of the run cannot be read.");
    }
    Settings settings = Experiments.named(lines[0]).settings()
        .with(Map.of("dataset", dataset, "epochs", lines[1]));
    return new Fake(lines[0], settings, Integer.parseInt(lines[2]) * ITERATIONS);
  }

  private final class Fake implements Trainee {
    private final String experiment;
    private final Settings settings;
    private int iteration;

    Fake(String experiment, Settings settings, int iteration) {
      this.experiment = experiment;
      this.settings = settings;
      this.iteration = iteration;
    }

    @Override
    public Settings settings() {
      return settings;
    }

    @Override
    public int epoch() {
      return iteration / ITERATIONS;
    }

    @Override
    public long iteration() {
      return iteration;
    }

    @Override
    public long iterations() {
      return (long) settings.epochs() * ITERATIONS;
    }

    @Override
    public boolean finished() {
      return epoch() >= settings.epochs();
    }

    @Override
    public EpochReport trainEpoch(ProgressListener listener) {
      int end = (epoch() + 1) * ITERATIONS;
      boolean goOn = true;
      while (goOn && iteration < end) {
        beforeIteration.accept(iteration);
        iteration++;
        goOn = listener.onIteration(new ProgressListener.Progress(epoch(), settings.epochs(), iteration, iterations(),
            Map.of("generator.loss", 1.0 / iteration)));
      }
      return new EpochReport(epoch(), iteration, iteration == end, Map.of(), 0);
    }

    @Override
    public Snapshot snapshot() {
      Map<String, byte[]> parts = new LinkedHashMap<>();
      parts.put("generator.onnx", ("generator of epoch " + epoch()).getBytes(StandardCharsets.UTF_8));
      parts.put("state.bin",
          String.join("\n", experiment, settings.epochs() + "", epoch() + "").getBytes(StandardCharsets.UTF_8));
      parts.put("classifier.onnx", new byte[] {1});
      return new Snapshot(experiment, settings.toMap(), epoch(), iteration, settings.dataset(),
          new ImageShape(28, 28, 1), settings.latentSize(), Map.of("test.error", 0.5), parts);
    }

    @Override
    public void close() {
    }
  }
}
