package org.improvedgan.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;

/**
 * The folder that a training run fills: {@code run.json} (what it is), {@code log.jsonl} (a line an epoch),
 * {@code curves.png}, {@code samples.png}, {@code result.json}, {@code checkpoints/ID/} and, within an epoch,
 * {@code state.bin}. Every file but the log is replaced as a whole, so that a run that is stopped at any moment leaves
 * none half written.
 */
final class OutputFolder {

  static final String RESULT = "result.json";
  static final String STATE = "state.bin";
  private static final String RUN = "run.json";
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
    checkNew(path);
    try {
      Files.createDirectories(path);
      return new OutputFolder(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Refuses a folder that holds something already, before much is computed for it.
   *
   * @throws UserError if it does
   */
  static void checkNew(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new UserError("The folder " + path + " is not empty: go on with its run by --resume " + path
            + ", or give --out a new folder.");
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static UserError unwritable(Path path, IOException e) {
    return new UserError("The folder " + path + " cannot be written: give --out another one.", e);
  }

  /**
   * The folder of an earlier run.
   *
   * @throws UserError if there is nothing in it to go on from
   */
  static OutputFolder existing(Path path) {
    if (!holdsRun(path)) {
      throw new UserError("There is no run in " + path + " to go on with: start one with --out.");
    }
    return new OutputFolder(path);
  }

  /** Whether a run was begun in this folder. */
  static boolean holdsRun(Path path) {
    return Files.exists(path.resolve(RUN)) || new OutputFolder(path).latestCheckpoint().isPresent();
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

  /** What the folder knows of its run; earlier versions of this project told it in checkpoints' manifests alone. */
  RunRecord run() {
    try {
      Path file = path.resolve(RUN);
      if (Files.exists(file)) {
        return JSON.readValue(file.toFile(), RunRecord.class);
      }
      ObjectNode manifest = manifest(latestCheckpoint().orElseThrow());
      String revision = manifest.path("gitRevision").asText();
      return JSON.convertValue(manifest.retain("run", "experiment", "settings"), RunRecord.class).trainedBy(revision);
    } catch (IOException e) {
      throw new UserError("The folder " + path + " does not tell which run it holds: " + e.getMessage() + ".", e);
    }
  }

  /** Replaces what the folder knows of its run. */
  void write(RunRecord run) {
    writeJson(RUN, JSON.convertValue(run, new TypeReference<Map<String, Object>>() { }));
  }

  /** The manifest of a checkpoint. */
  static ObjectNode manifest(Path checkpoint) throws IOException {
    return (ObjectNode) JSON.readTree(Files.readAllBytes(checkpoint.resolve("manifest.json")));
  }

  /** The log's lines, but for a last one that was cut short when the process was killed. */
  List<JsonNode> log() {
    List<JsonNode> entries = new ArrayList<>();
    try {
      List<String> lines = Files.exists(path.resolve(LOG)) ? Files.readAllLines(path.resolve(LOG)) : List.of();
      for (String line : lines) {
        entries.add(JSON.readTree(line));
      }
    } catch (JsonProcessingException e) {
      return entries;
    } catch (IOException e) {
      throw new UserError("The log " + path.resolve(LOG) + " cannot be read: " + e.getMessage() + ".", e);
    }
    return entries;
  }

  /** What {@code result.json} says; nothing before the first epoch is done. */
  JsonNode result() {
    try {
      Path file = path.resolve(RESULT);
      return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    } catch (IOException e) {
      throw new UserError("The file " + path.resolve(RESULT) + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** The state within an epoch, if one was saved since the newest checkpoint. */
  Optional<byte[]> savedState() {
    try {
      return Optional.of(Files.readAllBytes(path.resolve(STATE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UserError("The file " + path.resolve(STATE) + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Forgets the state within an epoch: a checkpoint is further. */
  void deleteSavedState() {
    try {
      Files.deleteIfExists(path.resolve(STATE));
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
    StringBuilder kept = new StringBuilder();
    for (JsonNode entry : log()) {
      if (entry.path("epoch").asInt(Integer.MAX_VALUE) <= epoch) {
        kept.append(entry).append("\n");
      }
    }
    write(LOG, kept.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
