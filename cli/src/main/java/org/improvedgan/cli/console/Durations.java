package org.improvedgan.cli.console;

/** Durations as people say them. */
public final class Durations {

  private static final long DAY = 24 * 3600;

  private Durations() {
  }

  /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 05 s}, {@code 2 h 10 min} or {@code 91 days}; {@code ?} where unknown. */
  public static String of(double seconds) {
    if (!(seconds >= 0) || Double.isInfinite(seconds)) {
      return "?";
    }
    if (seconds < 9.95) {
      return String.format(java.util.Locale.ROOT, "%.1f s", seconds);
    }
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return String.format("%d min %02d s", s / 60, s % 60);
    }
    if (s < 2 * DAY) {
      return String.format("%d h %02d min", s / 3600, s % 3600 / 60);
    }
    return Math.round((double) s / DAY) + " days";
  }
}
