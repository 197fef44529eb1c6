package org.improvedgan.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.benchmarks.BenchmarkException;

/** The whole system as {@code ./gan up} runs it, seen from outside: by its {@code system.json} and its processes. */
public final class GanUp implements AutoCloseable {
  /** The broker and the supervisor. */
  public static final String UP = "up, with the broker";
  /** The token of the human evaluation's admin side. */
  public static final String ADMIN = "benchmark-benchmark-benchmark-benchmark";
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final Server up;
  private final Path state;

  private GanUp(Server up, Path state) {
    this.up = up;
    this.state = state;
  }

  /**
   * Starts it and returns when everything is ready.
   *
   * @param folder where its state and its log go
   * @param arguments of {@code gan up}, but for the state
   * @param environment of all its services
   */
  public static GanUp start(Path folder, List<String> arguments, Map<String, String> environment) {
    Path state = folder.resolve("state");
    Path log = folder.resolve("up.log");
    List<String> command = new ArrayList<>(List.of(Home.projectFile("gan").toString(), "up", "--state",
        state.toString()));
    command.addAll(arguments);
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("GAN_BUILD", "never");
    all.put("HUMAN_EVAL_ADMIN_TOKEN", ADMIN);
    GanUp system = new GanUp(Server.start("./gan up", command, all, log), state);
    try {
      // The addresses are printed when every service is ready.
      system.up.await(() -> contains(log, "Judge images"), PATIENCE);
      return system;
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private static boolean contains(Path log, String text) {
    try {
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Where the data of its broker and of its database lie. */
  public List<Path> dataFolders() {
    return List.of(state.resolve("kafka"), state.resolve("postgres"));
  }

  /** An address: {@code sampler}, {@code trainer}, {@code evaluator}, {@code humanEval}, {@code kafka}… */
  public String url(String name) {
    return file().at("/urls/" + name).asText();
  }

  /** The port of the sampler's gRPC server. */
  public int grpcPort() {
    String address = url("samplerGrpc");
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The id of its first training run. */
  public String run() {
    return file().path("run").asText();
  }

  /** Its own process, the services and the database, by name; a service that is just being started again is missing. */
  public Map<String, ProcessHandle> processes() {
    Map<String, ProcessHandle> processes = new LinkedHashMap<>();
    processes.put(UP, up.handle());
    file().path("processes").properties().forEach(entry -> {
      Optional<ProcessHandle> process = ProcessHandle.of(entry.getValue().path("pid").asLong());
      process.ifPresent(handle -> processes.put(entry.getKey(), handle));
    });
    return processes;
  }

  private JsonNode file() {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(state.resolve("system.json")));
    } catch (IOException e) {
      throw new BenchmarkException("./gan up has ended: " + up.lastLine());
    }
  }

  @Override
  public void close() {
    up.close();
  }
}
