package org.improvedgan.cli.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.improvedgan.cli.console.Terminal;
import picocli.CommandLine;

/**
 * What a command did, run as {@code gan} runs it but for the sentence of an error.
 *
 * @param out standard output
 * @param said the lines that stay on standard error
 * @param failure the exception that ended it; null if none did
 */
public record Ran(String out, String said, Exception failure) {

  /** Runs a command with these arguments. */
  public static Ran of(Function<Terminal, Object> command, String... args) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CommandLine line = new CommandLine(command.apply(new Terminal(
        new PrintStream(lines, true, StandardCharsets.UTF_8), false, 80, System::nanoTime)));
    Exception[] failure = new Exception[1];
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((thrown, failed, parsed) -> {
      failure[0] = thrown;
      return 1;
    });
    line.setParameterExceptionHandler((thrown, parsed) -> {
      failure[0] = thrown;
      return 2;
    });
    PrintStream standard = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      line.execute(args);
    } finally {
      System.setOut(standard);
    }
    return new Ran(bytes.toString(StandardCharsets.UTF_8), lines.toString(StandardCharsets.UTF_8), failure[0]);
  }

  /** Standard output as JSON. */
  public JsonNode json() {
    if (failure != null) {
      throw new AssertionError("The command failed", failure);
    }
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
