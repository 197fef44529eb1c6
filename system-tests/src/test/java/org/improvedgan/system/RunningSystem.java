package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A system that {@code ./gan up} runs, seen from outside: by its {@code system.json}, its pages and its processes. */
final class RunningSystem implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(3);
  /** Ports of these tests, away from the usual ones. */
  static final int PORT_OFFSET = 11_000 + (int) (ProcessHandle.current().pid() % 10) * 1000;

  /** Small networks, so that a test takes seconds where a user's run takes minutes. */
  static final List<String> TINY = List.of("--set", "dataset=drawn-digits", "--set", "generator-layers=32",
      "--set", "discriminator-layers=64,32", "--set", "batch-size=20", "--set", "initialisation-batch=100",
      "--set", "population-samples=100", "--set", "minibatch-kernels=5");
  /** A score of few images, for the same reason. */
  static final List<String> QUICK_SCORES = List.of("EVALUATOR_SAMPLES=1000");

  private final GanCommand up;
  private final Path state;

  private RunningSystem(GanCommand up, Path state) {
    this.up = up;
    this.state = state;
  }

  /** Starts {@code ./gan up} with its state in a new folder of {@code folder}, and these environment variables. */
  static RunningSystem start(Path folder, List<String> environment, String... arguments) throws IOException {
    Path state = folder.resolve("state");
    List<String> all = new ArrayList<>(List.of("up", "--state", state.toString(), "--port-offset",
        String.valueOf(PORT_OFFSET)));
    all.addAll(TINY);
    all.addAll(List.of(arguments));
    return new RunningSystem(GanCommand.start(folder, environment, all.toArray(String[]::new)), state);
  }

  GanCommand up() {
    return up;
  }

  Path state() {
    return state;
  }

  /** Waits until {@code up} says where everything is, which it does when every service is ready. */
  void awaitReady() {
    await("the services to be ready").atMost(PATIENCE).until(() -> {
      assertThat(up.alive()).as("up runs; it said: %s", up.standardError()).isTrue();
      return up.standardError().contains("Judge images");
    });
  }

  JsonNode file() throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(state.resolve("system.json")));
  }

  String url(String name) throws IOException {
    return file().at("/urls/" + name).asText();
  }

  /** The process of a service, or of {@code postgres}. */
  ProcessHandle process(String name) throws IOException {
    long pid = file().at("/processes/" + name + "/pid").asLong();
    return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("No process " + pid + " of " + name));
  }

  /** Kills a service as a crash would, and waits until another process has taken its place and is ready. */
  void killAndAwaitRestart(String name, String url) throws IOException, InterruptedException {
    ProcessHandle old = process(name);
    GanCommand.signal(old, "KILL");
    await("a new process of the " + name).atMost(PATIENCE)
        .until(() -> file().at("/processes/" + name + "/pid").asLong() != old.pid());
    awaitReady(url(url));
  }

  private static void awaitReady(String url) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
        .timeout(Duration.ofSeconds(5)).build();
    await(url + " to be ready").atMost(PATIENCE).ignoreExceptions()
        .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Everything that {@code up} has started, itself included. */
  List<ProcessHandle> family() throws IOException {
    List<ProcessHandle> family = new ArrayList<>(up.handle().descendants().toList());
    family.add(up.handle());
    ProcessHandle postgres = process("postgres");
    family.add(postgres);
    family.addAll(postgres.descendants().toList());
    return family;
  }

  @Override
  public void close() {
    up.close();
  }
}
