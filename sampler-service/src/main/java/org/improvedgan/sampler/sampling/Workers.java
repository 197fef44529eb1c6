package org.improvedgan.sampler.sampling;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.improvedgan.sampler.SamplerConfig;

/**
 * The few threads that generate images. Work comes in pieces of at most one message and is done in the order in which
 * it came; a stream hands in its next piece when one is done. So a small call waits for at most one round of the
 * streams, never for the end of one.
 */
@Singleton
public class Workers {

  private final int threads;
  private final ThreadPoolExecutor pool;

  Workers(SamplerConfig config, MeterRegistry metrics) {
    threads = config.workers().orElse(Runtime.getRuntime().availableProcessors());
    AtomicInteger number = new AtomicInteger();
    pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
      Thread thread = new Thread(work, "sampling-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
    Gauge.builder("gan.sampler.queue", pool, busy -> busy.getQueue().size())
        .description("Pieces of work that wait for a thread").register(metrics);
  }

  /** How many pieces are worked on at the same time. */
  public int threads() {
    return threads;
  }

  /** Queues one piece of work. */
  public <T> CompletableFuture<T> submit(Supplier<T> piece) {
    return CompletableFuture.supplyAsync(piece, pool);
  }

  @PreDestroy
  void stop() {
    pool.shutdown();
  }
}
