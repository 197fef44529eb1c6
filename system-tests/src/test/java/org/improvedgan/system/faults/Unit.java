package org.improvedgan.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of the system, started again when it ends, as systemd or compose would; by nobody else. */
final class Unit implements AutoCloseable {

  private static final long POLL_MS = 50;
  private static final long RESTART_MS = 500;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private final Thread supervisor;
  private Process process;
  private boolean held;
  private boolean closed;
  private int starts;

  /**
   * Starts it.
   *
   * @param folder where its log goes, {@code NAME.log}
   */
  Unit(String name, List<String> command, Map<String, String> environment, Path folder) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    launch();
    supervisor = new Thread(this::supervise, "supervisor-" + name);
    supervisor.setDaemon(true);
    supervisor.start();
  }

  String name() {
    return name;
  }

  /** How often it was started. */
  synchronized int starts() {
    return starts;
  }

  /** Kills it as a crash would. */
  void kill() {
    signal("KILL");
    awaitEnd();
  }

  /** Asks it to end and waits until it has. */
  void stop() {
    signal("TERM");
    awaitEnd();
  }

  /** Stops its threads where they are; {@code CONT} lets them go on. */
  void signal(String signal) {
    Process target = current();
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(target.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on it stays down when it ends. */
  synchronized void hold() {
    held = true;
  }

  /** It is kept running again. */
  synchronized void release() {
    held = false;
  }

  /** Waits until it has ended, at most a minute; then it is killed. */
  void awaitEnd() {
    Process ending = current();
    try {
      if (!ending.waitFor(60, TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    awaitEnd();
  }

  private synchronized Process current() {
    return process;
  }

  private void supervise() {
    while (!ended()) {
      Optional<Process> dead = Optional.of(current()).filter(known -> !known.isAlive());
      pause(dead.isPresent() ? RESTART_MS : POLL_MS);
      dead.ifPresent(known -> restart());
    }
  }

  private synchronized boolean ended() {
    return closed;
  }

  private synchronized void restart() {
    if (!held && !closed && !process.isAlive()) {
      launch();
    }
  }

  private synchronized void launch() {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().remove("GAN_DATA");
    builder.environment().putAll(environment);
    try {
      process = builder.start();
      process.getOutputStream().close();
      starts++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
