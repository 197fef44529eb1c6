package org.improvedgan.service;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one of many through in a given time, by the clock that nobody can set. Threads may share it. */
public final class Seldom {

  private final long everyNanos;
  private final AtomicLong last;

  public Seldom(Duration every) {
    everyNanos = every.toNanos();
    last = new AtomicLong(System.nanoTime() - everyNanos);
  }

  /** Whether this one may pass: the first one, and later ones when so much time has gone since the last that did. */
  public boolean pass() {
    long now = System.nanoTime();
    long before = last.get();
    return now - before >= everyNanos && last.compareAndSet(before, now);
  }
}
