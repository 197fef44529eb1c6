package org.improvedgan.cli.up;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.improvedgan.cli.UserError;

/** A real PostgreSQL, its programs taken from a Maven artifact, its data under the state folder. */
final class Database implements AutoCloseable {

  /** The superuser of a server that listens on the loopback address only. */
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";
  /** The database that every PostgreSQL has. */
  static final String NAME = "postgres";

  private final EmbeddedPostgres postgres;

  private Database(EmbeddedPostgres postgres) {
    this.postgres = postgres;
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
          .setServerConfig("max_connections", "50")
          .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setPGStartupWait(Duration.ofSeconds(60))
          .setRegisterShutdownHook(false)
          .start());
    } catch (IOException | RuntimeException e) {
      throw new UserError("PostgreSQL does not start (" + e.getMessage() + "): its log says why, see " + log + ".", e);
    }
  }

  /** The server's process; empty where the operating system hides it. */
  Optional<ProcessHandle> process() {
    return Optional.ofNullable(postgres.getProcess()).map(Process::toHandle);
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
