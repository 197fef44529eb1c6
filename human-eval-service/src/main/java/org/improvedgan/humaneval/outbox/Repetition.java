package org.improvedgan.humaneval.outbox;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Work that is done again and again while the service runs, with a pause after each time. Unlike Quarkus's scheduler it
 * goes by the clock that nobody can set: when the wall clock is set back by an hour, ratings must not wait for an hour.
 */
public final class Repetition implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Repetition.class);

  private final ScheduledExecutorService clock;

  private Repetition(String name) {
    this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Begins at once, in a thread of its own.
   *
   * @param work may fail: then it is told, and tried again after the pause
   */
  public static Repetition of(String name, Duration pause, Runnable work) {
    var repetition = new Repetition(name);
    repetition.clock.scheduleWithFixedDelay(() -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.errorf(e, "%s failed and is tried again", name);
      }
    }, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return repetition;
  }

  /** Begins it no more; work that runs comes to its end by itself. */
  @Override
  public void close() {
    clock.shutdown();
  }
}
