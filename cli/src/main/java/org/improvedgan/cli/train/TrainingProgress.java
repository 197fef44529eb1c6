package org.improvedgan.cli.train;

import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.ProgressListener.Progress;

/** The live line of a training: epoch, bar, time left, iterations a second, losses and the last test error. */
final class TrainingProgress {

  private final ProgressBar bar;
  private final LongSupplier nanoTime;
  private long epochStarted;
  private long firstIteration;
  private String testError = "";

  TrainingProgress(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  TrainingProgress(Terminal terminal, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    bar = new ProgressBar(terminal, "Training");
  }

  /** Measures iterations a second from here on. */
  void epochBegins(long iteration) {
    epochStarted = nanoTime.getAsLong();
    firstIteration = iteration;
  }

  void show(Progress now) {
    bar.label("Epoch " + Math.min(now.epochs() + 1, now.epochsTotal()) + "/" + now.epochsTotal());
    bar.update(now.iteration(), now.iterationsTotal(), detail(now));
  }

  void epochDone(EpochReport report) {
    Double error = report.metrics().get("test.error");
    testError = error == null ? "" : String.format(Locale.ROOT, "  test %.2f %%", 100 * error);
  }

  void close() {
    bar.close();
  }

  private String detail(Progress now) {
    double seconds = (nanoTime.getAsLong() - epochStarted) / 1e9;
    double speed = (now.iteration() - firstIteration) / seconds;
    return String.format(Locale.ROOT, speed < 10 ? "%.2f it/s" : "%.1f it/s", speed) + loss(now.losses(), "  D ",
        "discriminator.loss") + loss(now.losses(), " G ", "generator.loss") + testError;
  }

  private static String loss(Map<String, Double> losses, String label, String name) {
    Double value = losses.get(name);
    return value == null ? "" : String.format(Locale.ROOT, "%s%.2f", label, value);
  }
}
