package org.improvedgan.cli.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts child processes, starts those that die again, and stops them all. Once {@link #close} has begun nothing is
 * started any more, and when it has returned no child is left.
 */
public final class Supervisor implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Hears what happens to the children; called from several threads. */
  public interface Listener {

    /** The child runs now; also after each restart. */
    void started(ChildProcess child, ProcessHandle process);

    /** The child died and is started again after {@code delay}. */
    void died(ChildProcess child, String how, Duration delay);

    /** The child died too often and stays dead. */
    void gaveUp(ChildProcess child, String how);
  }

  private final Listener listener;
  private final RestartPolicy policy;
  private final Map<ChildProcess, Process> running = new LinkedHashMap<>();
  private final Map<ChildProcess, Integer> quickDeaths = new LinkedHashMap<>();
  private final ScheduledExecutorService restarts = Executors.newSingleThreadScheduledExecutor(r -> {
    Thread thread = new Thread(r, "restarts");
    thread.setDaemon(true);
    return thread;
  });
  private boolean closing;
  private String failure;

  public Supervisor(Listener listener, RestartPolicy policy) {
    this.listener = listener;
    this.policy = policy;
  }

  /**
   * Starts a child and keeps it running.
   *
   * @throws IOException if the program cannot be started at all
   */
  public void start(ChildProcess child) throws IOException {
    Process process;
    synchronized (this) {
      if (closing) {
        return;
      }
      process = launch(child);
      running.put(child, process);
    }
    Instant startedAt = Instant.now();
    listener.started(child, process.toHandle());
    process.onExit().thenAccept(p -> exited(child, p, startedAt));
  }

  /** Why a child was given up; empty while all are kept running. */
  public synchronized Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private static Process launch(ChildProcess child) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(child.command());
    builder.environment().putAll(child.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(child.log().toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private void exited(ChildProcess child, Process process, Instant startedAt) {
    String how = describe(process.exitValue());
    int deaths;
    synchronized (this) {
      if (closing || running.get(child) != process) {
        return;
      }
      running.remove(child);
      boolean quick = Duration.between(startedAt, Instant.now()).compareTo(policy.quickDeath()) < 0;
      deaths = quick ? quickDeaths.merge(child, 1, Integer::sum) : 1;
      quickDeaths.put(child, deaths);
      if (deaths >= policy.quickDeathsAllowed()) {
        failure = "The " + child.name() + " died " + deaths + " times in a row (" + how + "): its log says why, see "
            + child.log() + ".";
      }
    }
    if (deaths >= policy.quickDeathsAllowed()) {
      listener.gaveUp(child, how);
      return;
    }
    Duration delay = policy.delay(deaths);
    listener.died(child, how, delay);
    synchronized (this) {
      if (!closing) {
        restarts.schedule(() -> restart(child), delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void restart(ChildProcess child) {
    try {
      start(child);
    } catch (IOException e) {
      synchronized (this) {
        failure = "The " + child.name() + " cannot be started again: " + e.getMessage() + ".";
      }
      listener.gaveUp(child, e.getMessage());
    }
  }

  private static String describe(int exitValue) {
    return exitValue > 128 ? "signal " + (exitValue - 128) : "exit code " + exitValue;
  }

  /** Asks every child to end, waits up to ten seconds, then kills those that are left, with their own children. */
  @Override
  public void close() {
    List<Process> children;
    synchronized (this) {
      closing = true;
      children = new ArrayList<>(running.values());
      restarts.shutdownNow();
    }
    List<ProcessHandle> family = new ArrayList<>();
    for (Process child : children) {
      child.descendants().forEach(family::add);
      child.destroy();
    }
    Instant deadline = Instant.now().plus(GRACE);
    boolean interrupted = false;
    for (Process child : children) {
      try {
        child.waitFor(Math.max(0, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      child.destroyForcibly();
      child.onExit().join();
    }
    family.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
