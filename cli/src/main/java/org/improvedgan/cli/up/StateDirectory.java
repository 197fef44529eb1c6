package org.improvedgan.cli.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;

/**
 * The folder of one running system: {@code kafka/}, {@code postgres/}, {@code logs/}, {@code system.json} and the
 * admin's token, which stays. A lock keeps a second system out; it ends with the process that holds it, however
 * that ends.
 */
final class StateDirectory implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final List<String> OURS = List.of("kafka", "postgres", "logs", SystemFile.NAME,
      SystemFile.NAME + ".new", RunFile.NAME, AdminToken.NAME, LOCK);
  private static final List<String> KEPT = List.of(LOCK, AdminToken.NAME);

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private StateDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder, creating it if need be.
   *
   * @param keep go on with what lies there; otherwise the earlier system's broker, database and logs are deleted
   * @throws UserError if another system runs there, or the folder holds files of somebody else
   */
  static StateDirectory open(Path path, boolean keep) {
    try {
      Files.createDirectories(path);
      refuseForeignFiles(path);
      FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw alreadyRunning(path);
      }
      SystemFile.read(path).ifPresent(SystemFile::stopLeftovers);
      if (!keep) {
        for (String name : OURS) {
          if (!KEPT.contains(name)) {
            delete(path.resolve(name));
          }
        }
      }
      Files.deleteIfExists(path.resolve(SystemFile.NAME));
      Files.createDirectories(path.resolve("logs"));
      return new StateDirectory(path, channel, lock);
    } catch (IOException e) {
      throw new UserError("The folder " + path + " cannot be used (" + e.getMessage()
          + "): choose another with --state.", e);
    }
  }

  Path path() {
    return path;
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path postgres() {
    return path.resolve("postgres");
  }

  Path logs() {
    return path.resolve("logs");
  }

  /** Ends the claim; broker, database and logs stay for {@code --continue}. Repeated calls do nothing. */
  @Override
  public synchronized void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(path.resolve(SystemFile.NAME));
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static UserError alreadyRunning(Path path) {
    String who = SystemFile.read(path).map(system -> " (process " + system.pid() + ", " + system.urls().get("evaluator")
        + ")").orElse("");
    return new UserError("A system is already running in " + path + who
        + ": use it, stop it with Ctrl-C, or start a second one in another folder with --state DIR.");
  }

  private static void refuseForeignFiles(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> all = files.toList();
      boolean foreign = all.stream().anyMatch(file -> !OURS.contains(file.getFileName().toString()));
      if (foreign) {
        throw new UserError("The folder " + path + " holds files that are no part of a system: give --state an empty "
            + "or a new folder.");
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
