package org.improvedgan.benchmarks.humaneval;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** How long requests took, from sending to the whole answer, and how many had to be sent again. */
public final class Timings {

  /** What raters ask for. */
  public enum Request {
    PAGE, SESSION, RELOAD, IMAGE, ANSWER, WITHDRAWAL
  }

  /**
   * Times of one kind of request, ms.
   *
   * @param count how many were answered
   */
  public record Quantiles(int count, double p50, double p95, double p99, double worst) {
    static Quantiles of(long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Quantiles(sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
      if (sorted.length == 0) {
        return 0;
      }
      long nanos = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
      return Math.round(nanos / 1e4) / 100.0;
    }
  }

  private final Map<Request, Queue<Long>> nanos = new EnumMap<>(Request.class);
  private final AtomicInteger failures = new AtomicInteger();

  public Timings() {
    for (Request request : Request.values()) {
      nanos.put(request, new ConcurrentLinkedQueue<>());
    }
  }

  void took(Request request, long time) {
    nanos.get(request).add(time);
  }

  void failed() {
    failures.incrementAndGet();
  }

  /** Requests that were refused or broke, each attempt counted. */
  public int failures() {
    return failures.get();
  }

  /** What one kind of request took so far. */
  public Quantiles of(Request request) {
    return Quantiles.of(nanos.get(request).stream().mapToLong(Long::longValue).toArray());
  }
}
