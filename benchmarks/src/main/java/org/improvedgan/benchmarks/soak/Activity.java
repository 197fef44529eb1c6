package org.improvedgan.benchmarks.soak;

import java.util.Arrays;
import java.util.Locale;

/** One kind of load: how often it was done, how long that took, how often it failed. */
final class Activity {

  /** One go of it. */
  interface Work {
    void run() throws Exception;
  }

  private final String title;
  private long[] nanos = new long[1024];
  private int count;
  private int failures;
  private String lastFailure = "";

  Activity(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Does it once and keeps account; never throws, but when interrupted. */
  void once(Work work) {
    long begin = System.nanoTime();
    try {
      work.run();
      took(System.nanoTime() - begin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      failed(e);
    }
  }

  private synchronized void took(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  private synchronized void failed(Exception e) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    failures++;
    lastFailure = e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Cells: title, done, failed, median and 95th percentile in ms. */
  synchronized String[] row() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new String[] {title, Integer.toString(count), Integer.toString(failures), ms(sorted, 0.5), ms(sorted, 0.95)};
  }

  synchronized int failures() {
    return failures;
  }

  synchronized String lastFailure() {
    return lastFailure;
  }

  private static String ms(long[] sorted, double share) {
    return sorted.length == 0 ? "" : String.format(Locale.ROOT, "%.1f",
        sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6);
  }
}
