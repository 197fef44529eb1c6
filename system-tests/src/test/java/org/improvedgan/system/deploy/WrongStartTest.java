package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong ends a service at its start: exit code 1, one sentence, no stack trace. */
class WrongStartTest {

  private final Map<StartedService, String> started = new LinkedHashMap<>();
  @TempDir
  private Path folder;

  @Test
  void isToldInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      start("trainer-service", Map.of("TRAINER_KEEP_LAST", "many"),
          "trainer.keep-last is \"many\": set a whole number that is not too large.");
      start("trainer-service", Map.of("QUARKUS_HTTP_PORT", port), "Port " + port + " ");
      start("sampler-service", Map.of("GAN_SAMPLER_MODLES", "3"),
          "Nothing is called GAN_SAMPLER_MODLES: did you mean GAN_SAMPLER_MODELS?");
      start("sampler-service", Map.of("GAN_SAMPLER_TOKENS_FILE", "/none/tokens"),
          "gan.sampler.tokens-file must name a file that is there");
      start("sampler-service", Map.of("QUARKUS_GRPC_SERVER_PORT", port),
          "Port " + port + " at 127.0.0.1 is in use or not of this machine: stop what listens there, or set another with "
              + "quarkus.grpc.server.port");
      start("sampler-service", Map.of("QUARKUS_GRPC_SERVER_SSL_CERTIFICATE", "/none/certificate.pem",
          "QUARKUS_GRPC_SERVER_SSL_KEY", "/none/key.pem"),
          "gRPC cannot be served: There is no file /none/certificate.pem.");
      start("evaluator-service", Map.of("EVALUATOR_SAMPLER_CALL_TIMEOUT", "-2m"), "evaluator.sampler.call-timeout");
      start("evaluator-service", Map.of("EVALUATOR_DEVICE", "cuda:7"), "evaluator.device is cuda:7: ");
      start("evaluator-service", Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka"),
          "kafka.bootstrap.servers is \"kafka\": give HOST:PORT, or several separated by commas.");
      start("human-eval-service", Map.of("HUMAN_EVAL_PAGE_IMAGES", "0"), "human-eval.page.images");
      start("human-eval-service", Map.of("QUARKUS_DATASOURCE_JDBC_URL", "postgres://localhost/human_eval",
          "QUARKUS_DATASOURCE_PASSWORD", "marked-password"), "postgres://localhost/human_eval");
      for (Map.Entry<StartedService, String> service : started.entrySet()) {
        assertThat(service.getKey().exitCode()).as(service.getKey().log()).isEqualTo(1);
        // Before it, a service may have told of other things.
        List<String> lines = service.getKey().log().strip().lines().toList();
        assertThat(lines.get(lines.size() - 1)).startsWith("The service does not start: ")
            .contains(service.getValue()).doesNotContain("marked-password").matches(".*[.?]");
        assertThat(service.getKey().log()).doesNotContain("Caused by: ").doesNotContain("Failed to start");
      }
    } finally {
      started.keySet().forEach(StartedService::close);
    }
  }

  private void start(String module, Map<String, String> environment, String sentence) throws IOException {
    // A broker is not asked for before the configuration is sound.
    Map<String, String> all = new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
        "QUARKUS_FLYWAY_CONNECT_RETRIES", "0"));
    all.putAll(environment);
    started.put(StartedService.start(folder, module, all), sentence);
  }
}
