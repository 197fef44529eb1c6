package org.improvedgan.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.improvedgan.kafka.local.FreePort;

/** A service as its container would start it, with nothing but this environment; its output goes to a file. */
record StartedService(Process process, int port, Path output) implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  static StartedService start(Path folder, String module, Map<String, String> environment) throws IOException {
    int port = FreePort.next();
    Path output = Files.createTempFile(folder, module + "-", ".log");
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar",
        Checkout.ROOT.resolve(module).resolve("target/quarkus-app/quarkus-run.jar").toString());
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("GAN_DATA");
    builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
    builder.environment().putAll(environment);
    return new StartedService(builder.start(), port, output);
  }

  /** Everything that it wrote, to standard error too. */
  String log() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  boolean is(String state) throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + port + "/q/health/" + state)).build(), BodyHandlers.discarding())
        .statusCode() == 200;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
