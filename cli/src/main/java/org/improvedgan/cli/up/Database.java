package org.improvedgan.cli.up;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;

/** A real PostgreSQL, its programs taken from a Maven artifact, its data under the state folder. */
final class Database implements AutoCloseable {

  /** The superuser of a server that listens on the loopback address only. */
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";
  /** The database that every PostgreSQL has. */
  static final String NAME = "postgres";
  private static final long STOP_SECONDS = 10;

  private final EmbeddedPostgres postgres;
  private final Path data;

  private Database(EmbeddedPostgres postgres, Path data) {
    this.postgres = postgres;
    this.data = data;
  }

  /**
   * Starts the server on what lies in {@code data}, or on an empty database if nothing does.
   *
   * @param programs where the server's programs are unpacked on first use
   * @throws UserError if it does not start; its log says why
   */
  static Database start(Path data, Path programs, Path log, int port) {
    try {
      Files.createDirectories(programs);
      return new Database(EmbeddedPostgres.builder()
          .setPort(port)
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setOverrideWorkingDirectory(programs.toFile())
          .setServerConfig("shared_buffers", "32MB")
          // The library turns this off; a rater's answer that was acknowledged must outlive a power cut.
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("max_connections", "50")
          .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setPGStartupWait(Duration.ofSeconds(60))
          .setRegisterShutdownHook(false)
          .start(), data);
    } catch (IOException | RuntimeException e) {
      throw new UserError("PostgreSQL does not start (" + e.getMessage() + "): its log says why, see " + log + ".", e);
    }
  }

  /** The server's process, as it says itself; what was started here was only the program that starts it. */
  Optional<ProcessHandle> process() {
    try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
      return lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns when the server has written everything and its process is gone. */
  @Override
  public void close() {
    Optional<ProcessHandle> server = process();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // The tool that stops the server returns a moment before the server's process has ended.
      server.ifPresent(Database::awaitEnd);
    }
  }

  private static void awaitEnd(ProcessHandle server) {
    try {
      server.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      server.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
