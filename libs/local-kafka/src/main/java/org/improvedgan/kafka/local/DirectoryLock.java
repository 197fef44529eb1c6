package org.improvedgan.kafka.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second broker off a directory. Kafka has a lock of its own, but takes it only after its controller has
 * written to the metadata, which damages the first broker.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** @throws LocalKafkaException when another broker, of this or another process, has the directory */
  static DirectoryLock of(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel = FileChannel.open(directory.resolve("local-kafka.lock"), StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new DirectoryLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new LocalKafkaException("Kafka cannot use the directory " + directory + ": " + e.getMessage(), e);
    }
    throw new LocalKafkaException("Kafka cannot start: another broker uses " + directory
        + "; stop it, or choose another directory.", null);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
