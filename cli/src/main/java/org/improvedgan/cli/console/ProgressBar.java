package org.improvedgan.cli.console;

import java.util.function.LongSupplier;

/** A bar with percentage and time left, on the live line of a {@link Terminal}. */
public final class ProgressBar {

  private static final int WIDTH = 16;
  private static final long REDRAW_NANOS = 100_000_000L;

  private final Terminal terminal;
  private String label;
  private final LongSupplier nanoTime;
  private final long startedAt;
  private long firstDone = -1;
  private long drawnAt;

  public ProgressBar(Terminal terminal, String label) {
    this(terminal, label, System::nanoTime);
  }

  ProgressBar(Terminal terminal, String label, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.label = label;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
    this.drawnAt = startedAt - REDRAW_NANOS;
  }

  /**
   * Shows how far the work is; redraws at most ten times a second and always at the end.
   *
   * @param done units done, which may start above 0 for resumed work
   * @param total units in all; 0 or less where unknown
   * @param detail appended to the line; may be empty
   */
  public void update(long done, long total, String detail) {
    long now = nanoTime.getAsLong();
    if (firstDone < 0) {
      firstDone = done;
    }
    if (now - drawnAt < REDRAW_NANOS && done != total) {
      return;
    }
    drawnAt = now;
    terminal.live(text(done, total, (now - startedAt) / 1e9, detail));
  }

  /** Calls the work by another name from the next drawing on. */
  public void label(String text) {
    label = text;
  }

  /** Takes the bar away. */
  public void close() {
    terminal.clearLive();
  }

  private String text(long done, long total, double elapsed, String detail) {
    String suffix = detail.isEmpty() ? "" : "  " + detail;
    if (total <= 0) {
      return label + "  " + Durations.of(elapsed) + suffix;
    }
    double share = Math.max(0, Math.min(1, (double) done / total));
    return label + "  " + bar(share) + String.format("  %3d %%", (int) Math.floor(share * 100))
        + timeLeft(done, total, elapsed) + suffix;
  }

  private String timeLeft(long done, long total, double elapsed) {
    if (done >= total) {
      return "  " + Durations.of(elapsed);
    }
    long now = done - firstDone;
    return now <= 0 ? "" : "  " + Durations.of(elapsed / now * (total - done)) + " left";
  }

  /** A bar of fixed width; {@code share} in [0, 1]. */
  public static String bar(double share) {
    int filled = (int) Math.round(share * WIDTH);
    return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
  }
}
