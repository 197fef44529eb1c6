package org.improvedgan.gan.optimisation;

import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs loops over parameters on several threads. Each value is computed by one thread in the same way whatever their
 * number, so results do not depend on it.
 */
public final class Parallel implements AutoCloseable {
  /** Shorter loops are done before another thread has begun. */
  private static final int WORTHWHILE = 1 << 16;

  /** A loop over the indices from {@code from} up to {@code to}. */
  @FunctionalInterface
  public interface Loop {
    void run(int from, int to);
  }

  private final int threads;
  private final ForkJoinPool pool;

  public Parallel(int threads) {
    this.threads = threads;
    pool = threads > 1 ? new ForkJoinPool(threads) : null;
  }

  /** Runs a loop over 0 to {@code size}, in parts. */
  public void loop(int size, Loop loop) {
    if (pool == null || size < WORTHWHILE) {
      loop.run(0, size);
      return;
    }
    each(threads, part -> loop.run(
        (int) ((long) size * part / threads), (int) ((long) size * (part + 1) / threads)));
  }

  /** Runs independent tasks numbered from 0. */
  public void each(int tasks, IntConsumer task) {
    if (pool == null || tasks < 2) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    pool.submit(() -> IntStream.range(0, tasks).parallel().forEach(task)).join();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}
