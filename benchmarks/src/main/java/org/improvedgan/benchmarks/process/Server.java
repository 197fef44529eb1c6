package org.improvedgan.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.improvedgan.benchmarks.BenchmarkException;

/** A server in a process of its own: what it costs, and its end. */
public final class Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long POLL_MS = 50;

  private final String title;
  private final Process process;
  private final Path log;

  private Server(String title, Process process, Path log) {
    this.title = title;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it; both outputs go to the log.
   *
   * @param title as messages name it
   * @param environment variables that replace or join those of this process
   */
  public static Server start(String title, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      return new Server(title, builder.start(), log);
    } catch (IOException e) {
      throw new BenchmarkException(title + " cannot be started: " + e.getMessage());
    }
  }

  /** @throws BenchmarkException with the last line of its log if it ends, or is not ready after a while */
  public void await(BooleanSupplier ready) {
    await(ready, PATIENCE);
  }

  /** @throws BenchmarkException with the last line of its log if it ends, or is not ready after so long */
  public void await(BooleanSupplier ready, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new BenchmarkException(title + " does not serve; the last line of its log: " + lastLine());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchmarkException("Interrupted.");
      }
    }
  }

  /** The last line it wrote, or an empty one. */
  public String lastLine() {
    try {
      List<String> lines = Files.readString(log).lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Its process, which may have ended. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Processor time of all its threads so far, ms; Linux counts it in steps of 10 ms. */
  public double cpuMs() {
    return process.info().totalCpuDuration().orElseThrow(
        () -> new BenchmarkException(title + " has ended; the last line of its log: " + lastLine())).toNanos() / 1e6;
  }

  /** The most memory that was ever resident, MiB. */
  public double peakResidentMib() {
    return ProcessStatus.of(process.toHandle()).peakResidentMib();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
