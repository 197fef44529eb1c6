package org.improvedgan.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder on a file system of its own, in memory, that can be made full: not by filling it, which would cost memory,
 * but by shrinking it to what lies on it. Only root may mount; without that it is an ordinary folder that never fills.
 */
final class Disk implements AutoCloseable {

  private static final String SIZE = "3g";

  private final Path folder;
  private final Optional<String> obstacle;
  private boolean closed;

  /** @param folder is made */
  Disk(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.obstacle = run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + SIZE, "tmpfs", folder.toString());
  }

  Path folder() {
    return folder;
  }

  /** Why it cannot be made full; empty where it can. */
  Optional<String> obstacle() {
    return obstacle.map(reason -> "mounting a small file system needs root (" + reason + ")");
  }

  /** Leaves no space. */
  void fill() {
    // What is written between measuring and shrinking makes the new size too small, and shrinking fail.
    Wait.until("the disk " + folder + " to be full", () -> {
      FileStore store = Files.getFileStore(folder);
      return resize((store.getTotalSpace() - store.getUnallocatedSpace() >> 10) + "k");
    });
  }

  /** Gives the space back. */
  void free() {
    Wait.until("the disk " + folder + " to have space", () -> resize(SIZE));
  }

  private boolean resize(String size) {
    return run("mount", "-o", "remount,size=" + size, folder.toString()).isEmpty();
  }

  @Override
  public void close() {
    if (obstacle.isEmpty() && !closed) {
      closed = true;
      run("umount", "-l", folder.toString());
    }
  }

  private static Optional<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? Optional.empty() : Optional.of(output);
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
