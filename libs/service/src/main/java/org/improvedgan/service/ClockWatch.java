package org.improvedgan.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends the service when the wall clock was set back, so that whatever supervises it starts it anew. Kafka's Java client
 * times its heartbeats and requests by the wall clock: after a step back it stands still until the clock is where it
 * was, while everything looks well. A new process is the one remedy that covers every client of a service.
 */
@ApplicationScoped
class ClockWatch {

  private static final Logger LOG = Logger.getLogger(ClockWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  /** Kafka's sessions survive shorter pauses; smaller corrections than this are no reason to start anew. */
  private static final Duration TOLERATED = Duration.ofSeconds(5);
  /** After so long an orderly end has failed. */
  private static final Duration LONGEST_END = Duration.ofSeconds(90);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "clock-watch");
    thread.setDaemon(true);
    return thread;
  });
  private final ClockSteps steps = new ClockSteps(TOLERATED, System::currentTimeMillis, System::nanoTime);

  void begin(@Observes StartupEvent event) {
    thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    Optional<Duration> back = steps.back();
    if (back.isPresent()) {
      LOG.errorf("The wall clock was set back by %d s, and Kafka's client would stand still for so long: this service "
          + "ends, to be started anew.", back.get().toSeconds());
      Thread halt = new Thread(ClockWatch::halt, "clock-watch-halt");
      halt.setDaemon(true);
      halt.start();
      Quarkus.asyncExit(1);
    }
  }

  private static void halt() {
    try {
      TimeUnit.SECONDS.sleep(LONGEST_END.toSeconds());
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void close() {
    thread.shutdownNow();
  }
}
