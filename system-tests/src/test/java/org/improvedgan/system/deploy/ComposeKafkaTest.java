package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.improvedgan.kafka.local.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker of {@code docker-compose.yml}, with its own settings but for ports and folder: who may log in. */
class ComposeKafkaTest {

  private final Map<String, Object> services = Checkout.map(Checkout.documents(
      Checkout.ROOT.resolve("docker-compose.yml")).get(0).get("services"));
  private final int inside = FreePort.next();
  private final int outside = FreePort.next();
  @TempDir
  private Path folder;

  @Test
  void theServicesLogInAndNobodyElse() throws Exception {
    Map<String, String> settings = settings("kafka");
    settings.put("log.dirs", folder.toString());
    new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream())).setNodeId(1)
        .setClusterId("aW1wcm92ZWQtZ2FuLWthZg").setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(folder.toString()).addDirectory(folder.toString()).run();
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    server.startup();
    try {
      Map<String, String> service = settings("sampler");
      assertThat(nodes(service)).isEqualTo(1);
      Map<String, String> user = new HashMap<>(service);
      user.put("bootstrap.servers", "localhost:" + outside);
      assertThatThrownBy(() -> nodes(user)).isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SaslAuthenticationException.class);
      user.put("sasl.jaas.config", service.get("sasl.jaas.config").replace("services", "outside")
          .replace("KAFKA_PASSWORD", "KAFKA_OUTSIDE_PASSWORD"));
      assertThat(nodes(user)).isEqualTo(1);
    } finally {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  private static int nodes(Map<String, String> settings) throws Exception {
    Map<String, Object> client = new HashMap<>(settings);
    client.put("default.api.timeout.ms", 20_000);
    client.put("request.timeout.ms", 10_000);
    try (Admin admin = Admin.create(client)) {
      return admin.describeCluster().nodes().get().size();
    }
  }

  /** What the image makes of the environment. A password is here the name of the variable that holds it. */
  private Map<String, String> settings(String service) {
    Map<String, String> settings = new HashMap<>();
    int controller = FreePort.next();
    Checkout.map(Checkout.at(services.get(service), "environment")).forEach((name, value) -> {
      if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
        settings.put(name.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.'),
            String.valueOf(value).replaceAll("\\$\\{([A-Z_]+)[^}]*}", "$1").replace("://:", "://localhost:")
                .replace("kafka:9092", "localhost:9092").replace(":9092", ":" + inside).replace(":9094", ":" + outside)
                .replace(":9093", ":" + controller));
      }
    });
    return settings;
  }
}
