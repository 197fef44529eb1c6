package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.events.Topics;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;

/** What human studies need, and no more: broker, database, a sampler with one checkpoint, and the service itself. */
final class HumanStudySystem implements AutoCloseable {

  private static final String ADMIN_TOKEN = "an-admin-token-of-the-system-tests";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<String> opened = new HashSet<>();
  private LocalKafka kafka;
  private EmbeddedPostgres postgres;
  private ServiceProcess sampler;
  private ServiceProcess service;

  private HumanStudySystem() {
  }

  /** With a generator of random weights. */
  static HumanStudySystem start(Path folder) throws IOException {
    return start(folder, TestModels.generator(1));
  }

  /** With one checkpoint of this generator, an ONNX file for drawn digits. */
  static HumanStudySystem start(Path folder, byte[] generator) throws IOException {
    HumanStudySystem system = new HumanStudySystem();
    try {
      system.startAll(folder, generator);
      return system;
    } catch (IOException | RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private void startAll(Path folder, byte[] generator) throws IOException {
    kafka = LocalKafka.start(folder.resolve("kafka"), 0);
    postgres = EmbeddedPostgres.builder().start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    int grpcPort = FreePort.next();
    sampler = ServiceProcess.start(folder, "sampler-service", Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "QUARKUS_GRPC_SERVER_PORT", String.valueOf(grpcPort)));
    service = ServiceProcess.start(folder, "human-eval-service", Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "SAMPLER_TARGET", "localhost:" + grpcPort,
        "QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"),
        "QUARKUS_DATASOURCE_USERNAME", "postgres", "QUARKUS_DATASOURCE_PASSWORD", "postgres",
        "HUMAN_EVAL_ADMIN_TOKEN", ADMIN_TOKEN));
    DigitCheckpoints.publish(kafka.bootstrapServers(), "study", 1, generator);
    sampler.awaitReady();
    service.awaitReady();
  }

  /** The service's address. */
  String url() {
    return service.url();
  }

  String adminToken() {
    return ADMIN_TOKEN;
  }

  Connection database() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /** Creates a study, opens it, and waits until people can take part. */
  void open(String study, String settings) throws IOException, InterruptedException {
    admin("/studies", "{\"study\": \"" + study + "\", \"settings\": " + settings + "}");
    admin("/studies/" + study + "/open", "{}");
    await("study " + study + " to open").atMost(RunningSystem.PATIENCE)
        .until(() -> admin("/studies/" + study, null).path("state").asText().equals("open"));
  }

  /** As {@link #open}, unless it was opened before. */
  void openOnce(String study, String settings) throws IOException, InterruptedException {
    if (opened.add(study)) {
      open(study, settings);
    }
  }

  /** What the dashboard shows of a study. */
  JsonNode results(String study) throws IOException, InterruptedException {
    return call("/api/results/" + study, null);
  }

  private JsonNode admin(String path, String body) throws IOException, InterruptedException {
    return call("/admin/api" + path, body);
  }

  private JsonNode call(String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
        .header("Authorization", "Bearer " + ADMIN_TOKEN);
    if (body != null) {
      request.header("Content-Type", "application/json").header("X-Human-Eval", "1")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    for (AutoCloseable part : new AutoCloseable[] {service, sampler, postgres, kafka}) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
