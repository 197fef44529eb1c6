package org.improvedgan.cli.up;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.TrainingProgressed;

/** Shows a run on the terminal: a line for each score, a live line for the training. */
public final class Dashboard {

  private final Terminal terminal;
  private final RunStatus status;
  private TrainingProgressed.State told = TrainingProgressed.State.STATE_UNSPECIFIED;

  Dashboard(Terminal terminal, RunStatus status) {
    this.terminal = terminal;
    this.status = status;
  }

  /** Takes in an event and says what is new. */
  void hear(TrainingProgressed event) {
    if (!status.accept(event)) {
      return;
    }
    TrainingProgressed.State state = event.getState();
    boolean news = state != told;
    told = state;
    if (!news) {
      return;
    }
    switch (state) {
      case RESUMED -> terminal.line("Training goes on from epoch " + event.getEpoch() + ".");
      case COMPLETED -> terminal.line("Training is complete: " + event.getEpoch() + " epochs, " + event.getIteration()
          + " iterations.");
      case FAILED -> terminal.line("Training failed: " + event.getMessage());
      default -> { }
    }
  }

  /** Takes in an event and says what is new. */
  void hear(EvaluationCompleted event) {
    if (!status.accept(event)) {
      return;
    }
    String score = score(event.getInceptionScore());
    if (event.hasCheckpoint()) {
      terminal.line(String.format("Epoch %3d  Inception score %s  %s", event.getCheckpoint().getEpoch(), score,
          event.getCheckpoint().getCheckpointId()));
    } else {
      terminal.line(String.format("Real data  Inception score %s  %,d %s images of %s", score,
          event.getProtocol().getSamples(), event.getDataset().getSplit(), event.getDataset().getDataset()));
    }
  }

  /** Redraws the live line. */
  void refresh() {
    Optional<TrainingProgressed> latest = status.latest();
    terminal.live(latest.map(Dashboard::live).orElse("Waiting for the trainer to take the request")
        + "  scored " + status.scores().size() + " of " + status.published());
  }

  /** Mean and deviation over the splits. */
  public static String score(InceptionScore score) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", score.getMean(), score.getStandardDeviation());
  }

  /** One line that says how far the training is. */
  public static String live(TrainingProgressed event) {
    return switch (event.getState()) {
      case STARTED, RESUMED -> "Training: reading the data";
      case COMPLETED -> "Training is complete";
      case FAILED -> "Training failed";
      default -> running(event);
    };
  }

  private static String running(TrainingProgressed event) {
    double share = event.getIterations() == 0 ? 0 : (double) event.getIteration() / event.getIterations();
    // In the order of their names, so that they keep their places on the line.
    String metrics = new TreeMap<>(event.getMetricsMap()).entrySet().stream().filter(m -> m.getKey().endsWith(".loss"))
        .map(m -> m.getKey().replace(".loss", "") + " " + String.format(Locale.ROOT, "%.2f", m.getValue()))
        .collect(Collectors.joining(", "));
    return "Training " + ProgressBar.bar(Math.max(0, Math.min(1, share))) + " epoch "
        + Math.min(event.getEpoch() + 1, event.getEpochs()) + "/" + event.getEpochs() + "  "
        + Durations.of(event.getSecondsLeft()) + " left" + (metrics.isEmpty() ? "" : "  " + metrics);
  }
}
