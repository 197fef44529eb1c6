package org.improvedgan.service;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Notices steps of the wall clock by a clock that nobody can set. A clock that only runs fast or slow makes none. */
final class ClockSteps {

  private final long toleratedMillis;
  private final LongSupplier wallMillis;
  private final LongSupplier steadyNanos;
  private long ahead;

  /**
   * @param tolerated larger steps count
   * @param wallMillis as {@link System#currentTimeMillis}
   * @param steadyNanos as {@link System#nanoTime}
   */
  ClockSteps(Duration tolerated, LongSupplier wallMillis, LongSupplier steadyNanos) {
    toleratedMillis = tolerated.toMillis();
    this.wallMillis = wallMillis;
    this.steadyNanos = steadyNanos;
    ahead = ahead();
  }

  /** How far the wall clock was set back since the last call; empty if it was not. */
  Optional<Duration> back() {
    long before = ahead;
    ahead = ahead();
    long back = before - ahead;
    return back > toleratedMillis ? Optional.of(Duration.ofMillis(back)) : Optional.empty();
  }

  private long ahead() {
    return wallMillis.getAsLong() - Math.floorDiv(steadyNanos.getAsLong(), 1_000_000L);
  }
}
