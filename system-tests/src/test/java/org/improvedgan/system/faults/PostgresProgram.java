package org.improvedgan.system.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL as a process that can be killed and started again: its own program, without the library around it. */
final class PostgresProgram {

  private PostgresProgram() {
  }

  /**
   * Makes an empty database, by starting and stopping it once.
   *
   * @return the command that runs it on {@code data}
   */
  static List<String> prepare(Path data, int port, Path log) throws IOException {
    Path program;
    long pid;
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false)
        .setPort(port).setPGStartupWait(Duration.ofMinutes(2)).setRegisterShutdownHook(false)
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    try (postgres) {
      pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      program = Path.of(ProcessHandle.of(pid).flatMap(process -> process.info().command())
          .orElseThrow(() -> new IOException("The database's program cannot be told from its process.")));
    }
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root: here it is nobody, in a name space of its own.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1",
        "-k", "", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "shared_buffers=32MB", "-c",
        "max_connections=50", "-c", "max_wal_size=128MB", "-c", "min_wal_size=32MB"));
    return command;
  }
}
