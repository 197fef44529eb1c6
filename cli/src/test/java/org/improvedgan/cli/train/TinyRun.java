package org.improvedgan.cli.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.console.Terminal;
import picocli.CommandLine;

/** Settings under which the MNIST experiment trains on drawn digits within seconds. */
public final class TinyRun {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, 100, System::nanoTime);

  /** {@code EXPERIMENT --set …} and what is asked for besides. */
  public static String[] arguments(int iterationsPerEpoch, String... more) {
    List<String> all = new ArrayList<>(List.of("mnist-feature-matching", "--threads", "1", "--labels", "20"));
    for (String setting : List.of("dataset=drawn-digits", "batch-size=10", "generator-layers=16",
        "discriminator-layers=24,16", "initialisation-batch=20", "population-samples=20",
        "iterations-per-epoch=" + iterationsPerEpoch)) {
      all.addAll(List.of("--set", setting));
    }
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  /** Runs {@code gan train} in this process; returns its exit code. */
  public int train(String... arguments) {
    return run(new TrainCommand(terminal, Installation.current()), arguments);
  }

  /** Runs a command of this terminal. */
  public int run(Callable<Integer> command, String... arguments) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> {
      terminal.line(failure.getMessage());
      return 1;
    });
    line.setErr(new java.io.PrintWriter(said, true));
    return line.execute(arguments);
  }

  public Terminal terminal() {
    return terminal;
  }

  /** What was said to people. */
  public String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** {@code state.bin} of the folder's newest checkpoint. */
  public static byte[] lastState(Path folder) {
    try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
      return Files.readAllBytes(checkpoints.sorted().reduce((a, b) -> b).orElseThrow().resolve("state.bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
