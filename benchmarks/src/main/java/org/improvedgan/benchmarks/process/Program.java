package org.improvedgan.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * A program to run to its end.
 *
 * @param command the program and its arguments
 * @param environment variables that replace or join those of this process
 */
public record Program(List<String> command, Map<String, String> environment) {
  private static final int LIMIT_MINUTES = 60;

  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Runs it and returns the last line of its output.
   *
   * @throws BenchmarkException if it fails, with the last line that it wrote to standard error
   */
  public String lastLine() {
    Path errors = null;
    Path output = null;
    try {
      errors = Files.createTempFile("benchmark", ".err");
      output = Files.createTempFile("benchmark", ".out");
      ProcessBuilder builder = new ProcessBuilder(command)
          .redirectError(errors.toFile()).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new BenchmarkException(name() + " did not end within " + LIMIT_MINUTES + " minutes.");
      }
      if (process.exitValue() != 0) {
        throw new BenchmarkException(name() + " failed: " + last(errors));
      }
      return last(output);
    } catch (IOException e) {
      throw new BenchmarkException(name() + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException(name() + " was interrupted.");
    } finally {
      delete(errors);
      delete(output);
    }
  }

  private String name() {
    return command.get(0);
  }

  private static String last(Path file) throws IOException {
    List<String> lines = Files.readString(file, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
        .toList();
    return lines.isEmpty() ? "(no output)" : lines.get(lines.size() - 1).strip();
  }

  private static void delete(Path file) {
    if (file != null && !file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }
}
