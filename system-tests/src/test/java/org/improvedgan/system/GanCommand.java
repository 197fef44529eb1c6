package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One call of {@code ./gan} as a user makes it, its output in files. */
final class GanCommand implements AutoCloseable {

  /** The checkout. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Process process;
  private final Path out;
  private final Path err;

  private GanCommand(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code ./gan} in {@code folder}, without the data of this machine. */
  static GanCommand start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /** As {@link #start(Path, String...)}, with environment variables {@code NAME=VALUE}. */
  static GanCommand start(Path folder, List<String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("gan").toString()));
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile(folder, "gan-", ".out");
    Path err = Files.createTempFile(folder, "gan-", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("GAN_DATA");
    builder.environment().put("GAN_BUILD", "never");
    for (String variable : environment) {
      String[] parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    return new GanCommand(process, out, err);
  }

  /** Waits for the end and returns the exit code. */
  int exitCode(Duration limit) throws InterruptedException, IOException {
    assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS))
        .as("./gan ended within %s; it said: %s", limit, standardError()).isTrue();
    return process.exitValue();
  }

  /** The operating system's process. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean alive() {
    return process.isAlive();
  }

  String standardOutput() throws IOException {
    return Files.readString(out);
  }

  String standardError() throws IOException {
    return Files.readString(err);
  }

  String lastLine() throws IOException {
    List<String> lines = Files.readAllLines(out);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Sends a signal, such as {@code INT} for Ctrl-C. */
  void signal(String name) throws IOException, InterruptedException {
    signal(process.toHandle(), name);
  }

  static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start().waitFor();
    assertThat(exit).as("exit code of kill").isZero();
  }

  /** Ends the command if a test has left it running. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
