package org.improvedgan.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The graphics cards of this machine: nvidia-smi tells most, else the driver's files. */
final class GraphicsCards {

  private static final Path DRIVER = Path.of("/proc/driver/nvidia");
  private static final int PATIENCE_SECONDS = 30;

  private GraphicsCards() {
  }

  static List<GraphicsCard> ofThisMachine() {
    for (List<String> query : List.of(GraphicsCard.QUERY, GraphicsCard.OLD_QUERY)) {
      List<GraphicsCard> cards = GraphicsCard.parse(output(query));
      if (!cards.isEmpty()) {
        return cards;
      }
    }
    return ofDriver(DRIVER);
  }

  /** From a folder like {@code /proc/driver/nvidia}. */
  static List<GraphicsCard> ofDriver(Path folder) {
    Path gpus = folder.resolve("gpus");
    if (!Files.isDirectory(gpus)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(gpus)) {
      String driver = GraphicsCard.parseDriver(read(folder.resolve("version")));
      List<GraphicsCard> cards = new ArrayList<>();
      for (Path gpu : files.sorted().toList()) {
        GraphicsCard.parseInformation(cards.size(), read(gpu.resolve("information")), driver).ifPresent(cards::add);
      }
      return cards;
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  static Finding finding(List<GraphicsCard> cards) {
    if (cards.isEmpty()) {
      return Finding.absent("GPU", "no NVIDIA card is seen (neither nvidia-smi nor /proc/driver/nvidia knows one)",
          "Nothing to do: everything runs on the processor.");
    }
    return Finding.ok("GPU", cards.stream().map(card -> card.index() + ": " + card.describe())
        .collect(Collectors.joining("; ")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command prints; nothing if it is not there or fails. */
  private static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      return done ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
