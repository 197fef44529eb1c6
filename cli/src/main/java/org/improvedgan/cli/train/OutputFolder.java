package org.improvedgan.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;

/**
 * The folder that a training run fills: {@code log.jsonl} (a line an epoch), {@code samples.png}, {@code result.json}
 * and {@code checkpoints/ID/}. Every file but the log is replaced as a whole, so that a run that is stopped at any
 * moment leaves none half written.
 */
final class OutputFolder {

  static final String RESULT = "result.json";
  private static final String LOG = "log.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;

  private OutputFolder(Path path) {
    this.path = path;
  }

  /**
   * A folder for a new run, created if need be.
   *
   * @throws UserError if it holds something already
   */
  static OutputFolder create(Path path) {
    try {
      Files.createDirectories(path);
      try (Stream<Path> files = Files.list(path)) {
        if (files.findAny().isPresent()) {
          throw new UserError("The folder " + path + " is not empty: go on with its run by --resume " + path
              + ", or give --out a new folder.");
        }
      }
      return new OutputFolder(path);
    } catch (IOException e) {
      throw new UserError("The folder " + path + " cannot be written: give --out another one.", e);
    }
  }

  /**
   * The folder of an earlier run.
   *
   * @throws UserError if there is no checkpoint to go on from
   */
  static OutputFolder existing(Path path) {
    OutputFolder folder = new OutputFolder(path);
    if (folder.latestCheckpoint().isEmpty()) {
      throw new UserError("There is no checkpoint in " + path.resolve(CHECKPOINTS)
          + " to go on from: start the run anew with --out.");
    }
    return folder;
  }

  Path path() {
    return path;
  }

  /** The newest checkpoint's folder; their names end in the epoch, so the last by name is the newest. */
  Optional<Path> latestCheckpoint() {
    List<Path> all = checkpoints();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Writes a checkpoint's files, visible only once all are there, and deletes those before the newest {@code keep}. */
  void writeCheckpoint(String id, Map<String, byte[]> files, int keep) {
    try {
      Path half = path.resolve(CHECKPOINTS).resolve("." + id);
      deleteFolder(half);
      Files.createDirectories(half);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(half.resolve(file.getKey()), file.getValue());
      }
      Path whole = path.resolve(CHECKPOINTS).resolve(id);
      deleteFolder(whole);
      Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
      List<Path> all = checkpoints();
      for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
        deleteFolder(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends a line to the log. */
  void log(Map<String, Object> entry) {
    try {
      Files.writeString(path.resolve(LOG), JSON.writeValueAsString(entry) + "\n", StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the lines of epochs after this one out of the log: a resumed run writes them again. */
  void truncateLog(int epoch) {
    Path log = path.resolve(LOG);
    if (!Files.exists(log)) {
      return;
    }
    try {
      StringBuilder kept = new StringBuilder();
      for (String line : Files.readAllLines(log)) {
        JsonNode entry = JSON.readTree(line);
        if (entry.path("epoch").asInt(Integer.MAX_VALUE) <= epoch) {
          kept.append(line).append("\n");
        }
      }
      write(LOG, kept.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserError("The log " + log + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Replaces a JSON file. */
  void writeJson(String name, Map<String, Object> content) {
    try {
      write(name, PRETTY.writeValueAsBytes(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a file. */
  void write(String name, byte[] content) {
    try {
      Path half = path.resolve("." + name);
      Files.write(half, content);
      Files.move(half, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> checkpoints() {
    Path folder = path.resolve(CHECKPOINTS);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(file -> file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
