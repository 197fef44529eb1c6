package org.improvedgan.cli.up;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * {@code system.json} in the state folder: what runs now. Other commands find the running system by it, and the next
 * {@code up} finds what a killed one left behind.
 *
 * @param pid of the {@code up} process
 * @param run id of its training run
 * @param urls address by name, as in the summary
 * @param processes the children by name
 */
public record SystemFile(long pid, String startedAt, String run, Map<String, String> urls,
    Map<String, RunningProcess> processes) {

  static final String NAME = "system.json";
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A process; pid and start together name it for ever.
   *
   * @param startedAt ISO instant, as the operating system tells it
   */
  public record RunningProcess(long pid, String startedAt) {

    static RunningProcess of(ProcessHandle handle) {
      return new RunningProcess(handle.pid(), start(handle));
    }

    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid).filter(handle -> start(handle).equals(startedAt));
    }

    private static String start(ProcessHandle handle) {
      return handle.info().startInstant().map(Object::toString).orElse("");
    }
  }

  /** The file of a state folder; empty if there is none or it cannot be understood. */
  public static Optional<SystemFile> read(Path state) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(state.resolve(NAME)), SystemFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the {@code up} that wrote this still runs. */
  public boolean alive() {
    return new RunningProcess(pid, startedAt).find().isPresent();
  }

  /** Readers see the old or the new file, never half of one. */
  void write(Path state) throws IOException {
    Path half = state.resolve(NAME + ".new");
    Files.write(half, JSON.writeValueAsBytes(this));
    Files.move(half, state.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Ends the children of an {@code up} that was killed without a chance to end them itself. */
  void stopLeftovers() {
    for (RunningProcess process : processes.values()) {
      process.find().ifPresent(handle -> {
        handle.descendants().forEach(ProcessHandle::destroyForcibly);
        handle.destroyForcibly();
        handle.onExit().join();
      });
    }
  }
}
