package org.improvedgan.kafka.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Apache Kafka broker with its controller (KRaft, one node) inside this JVM, on the loopback interface. Whatever
 * was written to a directory is there again when a broker starts on the same directory.
 *
 * <p>It logs through SLF4J; the application chooses where that goes.
 */
public final class LocalKafka implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final Path directory;
  private final int port;
  private final boolean temporary;
  private boolean closed;

  private LocalKafka(KafkaRaftServer server, DirectoryLock lock, Path directory, int port, boolean temporary) {
    this.server = server;
    this.lock = lock;
    this.directory = directory;
    this.port = port;
    this.temporary = temporary;
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @param directory where its data lie; created and formatted where needed
   * @param brokerPort port for clients; 0 for any free one
   * @throws LocalKafkaException when the port is taken, or another broker uses the directory
   */
  public static LocalKafka start(Path directory, int brokerPort) {
    return start(directory, brokerPort, List.of(), Map.of());
  }

  /**
   * As {@link #start(Path, int)}, with more ways to the broker and settings of one's own.
   *
   * @param detours further ports for clients that come through something else
   * @param settings of the broker, by Kafka's names, over those that it has here
   */
  public static LocalKafka start(Path directory, int brokerPort, List<Detour> detours, Map<String, String> settings) {
    return start(directory, brokerPort, false, FreePort::next, detours, settings);
  }

  /** Starts a broker on a free port and a new directory, which {@link #close} deletes. */
  public static LocalKafka startTemporary() {
    try {
      return start(Files.createTempDirectory("local-kafka"), 0, true, FreePort::next, List.of(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the clients' property {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Port for clients. */
  public int port() {
    return port;
  }

  /** Returns once the broker has written everything and stopped. Repeated calls do nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop(server);
    lock.close();
    if (temporary) {
      Directories.delete(directory);
    }
  }

  static LocalKafka start(Path directory, int brokerPort, boolean temporary, IntSupplier freePorts,
      List<Detour> detours, Map<String, String> settings) {
    Path absolute = directory.toAbsolutePath().normalize();
    Exits.leaveThroughShutdownHooks();
    DirectoryLock lock = DirectoryLock.of(absolute);
    try {
      return start(absolute, lock, brokerPort, temporary, freePorts, detours, settings);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static LocalKafka start(Path directory, DirectoryLock lock, int brokerPort, boolean temporary,
      IntSupplier freePorts, List<Detour> detours, Map<String, String> settings) {
    // A port found free may be taken before the broker binds it; so the search and the start are tried together.
    for (int attempt = 1; ; attempt++) {
      int port = brokerPort == 0 ? freePorts.getAsInt() : brokerPort;
      if (brokerPort != 0 && !FreePort.isFree(brokerPort)) {
        throw portTaken(brokerPort, null);
      }
      KafkaRaftServer server = null;
      try {
        Map<String, String> all = Settings.of(directory, HOST, port, freePorts.getAsInt(), detours);
        all.putAll(settings);
        KafkaConfig config = new KafkaConfig(all);
        format(directory);
        server = new KafkaRaftServer(config, Time.SYSTEM);
        Exits.postponedWhile(server::startup);
        return new LocalKafka(server, lock, directory, port, temporary);
      } catch (Throwable e) { // Kafka is written in Scala: it throws checked exceptions undeclared
        if (server != null) {
          stop(server);
        }
        if (!isCausedBy(e, BindException.class)) {
          throw new LocalKafkaException("Kafka cannot start on " + directory + ": " + e.getMessage(), e);
        }
        if (attempt == ATTEMPTS) {
          throw portTaken(port, e);
        }
      }
    }
  }

  private static LocalKafkaException portTaken(int port, Throwable cause) {
    return new LocalKafkaException("Kafka cannot start: port " + port + " is taken; choose another one.", cause);
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(directory);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(Settings.NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(Settings.CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .addDirectory(directory.toString())
        .run();
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
