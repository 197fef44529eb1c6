package org.improvedgan.cli.up;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.process.RestartPolicy;

/** Keeps PostgreSQL running on its data: starts it again when it dies, unless it keeps dying. */
final class DatabaseKeeper implements AutoCloseable {

  private final Supplier<Database> start;
  private final Consumer<ProcessHandle> onStarted;
  private final Consumer<String> say;
  private final RestartPolicy policy = RestartPolicy.DEFAULT;
  private CompletableFuture<Database> current;
  private int quickDeaths;
  private boolean closing;

  /**
   * @param start starts the server; throws a {@link UserError} if it does not
   * @param onStarted told each new process
   * @param say told one sentence about each death
   */
  DatabaseKeeper(Supplier<Database> start, Consumer<ProcessHandle> onStarted, Consumer<String> say) {
    this.start = start;
    this.onStarted = onStarted;
    this.say = say;
  }

  /** Begins the first start and returns at once. */
  synchronized void begin() {
    launch(Runnable::run);
  }

  /**
   * Returns when the server takes connections.
   *
   * @throws UserError if it does not start
   */
  void awaitReady() {
    CompletableFuture<Database> start;
    synchronized (this) {
      start = current;
    }
    try {
      start.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UserError error ? error : new UserError(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Why the server was given up; empty while it runs or is started again. */
  synchronized Optional<String> failure() {
    return quickDeaths < policy.quickDeathsAllowed() ? Optional.empty()
        : Optional.of("PostgreSQL died " + quickDeaths + " times in a row: its log says why.");
  }

  private void launch(Executor executor) {
    Instant begun = Instant.now();
    current = CompletableFuture.supplyAsync(start,
        task -> executor.execute(() -> new Thread(task, "postgres").start()));
    current.thenAccept(started -> started.process().ifPresent(process -> {
      onStarted.accept(process);
      process.onExit().thenAccept(dead -> died(begun));
    }));
  }

  private synchronized void died(Instant begun) {
    if (closing) {
      return;
    }
    boolean quick = Duration.between(begun, Instant.now()).compareTo(policy.quickDeath()) < 0;
    quickDeaths = quick ? quickDeaths + 1 : 1;
    if (quickDeaths < policy.quickDeathsAllowed()) {
      Duration delay = policy.delay(quickDeaths);
      say.accept("PostgreSQL died and is started again in " + Durations.of(delay.toMillis() / 1000.0) + ".");
      launch(CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
      current.whenComplete((started, failed) -> {
        if (failed != null) {
          died(begun);
        }
      });
    }
  }

  /** Stops the server; also one that is still starting. */
  @Override
  public void close() {
    CompletableFuture<Database> last;
    synchronized (this) {
      closing = true;
      last = current;
    }
    if (last != null) {
      last.handle((started, failure) -> started).thenAccept(started -> {
        if (started != null) {
          started.close();
        }
      }).join();
    }
  }
}
