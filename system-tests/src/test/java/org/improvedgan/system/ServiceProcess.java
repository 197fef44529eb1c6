package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.improvedgan.kafka.local.FreePort;

/** One service as a process of its own, outside of {@code ./gan up}: so a test can have several of a kind. */
final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final int httpPort;
  private final Path log;

  private ServiceProcess(Process process, int httpPort, Path log) {
    this.process = process;
    this.httpPort = httpPort;
    this.log = log;
  }

  /**
   * Starts a service's program on a free HTTP port.
   *
   * @param folder where its log goes
   * @param module the folder of its Maven module
   * @param environment its configuration
   */
  static ServiceProcess start(Path folder, String module, Map<String, String> environment) throws IOException {
    int httpPort = FreePort.next();
    Path log = Files.createTempFile(folder, module + "-", ".log");
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar",
        GanCommand.ROOT.resolve(module).resolve("target/quarkus-app/quarkus-run.jar").toString());
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("GAN_DATA");
    builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(httpPort));
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), httpPort, log);
  }

  /** The address of its page. */
  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  void awaitReady() {
    awaitUp("ready");
  }

  /** The sampler has started before it is ready, which takes a checkpoint. */
  void awaitStarted() {
    awaitUp("started");
  }

  private void awaitUp(String state) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/q/health/" + state)).build();
    await("a service to be " + state + ", see " + log).atMost(RunningSystem.PATIENCE).ignoreExceptions()
        .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Asks it to stop, as an operator does, and waits until it has ended. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ended within two minutes, see %s", log).isTrue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Kills it as a crash would. */
  void kill() throws IOException, InterruptedException {
    GanCommand.signal(process.toHandle(), "KILL");
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
