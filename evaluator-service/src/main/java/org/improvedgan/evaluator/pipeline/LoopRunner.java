package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Runs a loop in a thread of its own, and a new one after Kafka failed. */
final class LoopRunner {

  private static final Logger LOG = Logger.getLogger(LoopRunner.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final Preparation preparation;
  private final Supplier<Loop> loops;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<String> trouble = Optional.of("It is still starting.");

  /** What must be there before a loop begins. */
  @FunctionalInterface
  interface Preparation {

    void prepare() throws InterruptedException;
  }

  LoopRunner(String name, Preparation preparation, Supplier<Loop> loops) {
    this.preparation = preparation;
    this.loops = loops;
    thread = new Thread(this::run, name);
  }

  /** What keeps it from working, in one sentence; empty while all is well. */
  Optional<String> trouble() {
    return trouble;
  }

  boolean alive() {
    return thread.isAlive();
  }

  void start() {
    thread.start();
  }

  /** Asks the loop to end; returns at once. */
  void stop() {
    stop.countDown();
  }

  /** Waits for the end after {@link #stop}. */
  void join() throws InterruptedException {
    thread.join(STOP_TIMEOUT.toMillis());
    // A call to a broker that is away waits for a minute.
    thread.interrupt();
    thread.join(STOP_TIMEOUT.toMillis());
  }

  private void run() {
    while (!stopped()) {
      try {
        preparation.prepare();
        try (Loop loop = loops.get()) {
          trouble = Optional.empty();
          loop.run(this::stopped);
        }
      } catch (KafkaException e) {
        if (!stopped()) {
          trouble = Optional.of("Kafka failed, trying again: " + e.getMessage());
          LOG.warn(trouble.get());
        }
      } catch (RuntimeException e) {
        trouble = Optional.of("Something unforeseen failed, trying again: " + e);
        LOG.error(trouble.get(), e);
      } catch (InterruptedException e) {
        return;
      }
      pause();
    }
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void pause() {
    try {
      stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
