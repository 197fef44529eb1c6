package org.improvedgan.kafka.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.improvedgan.events.Topics;

/**
 * A fresh broker with all topics for {@code @QuarkusTest} classes, which share it as long as they share the
 * application: {@code @WithTestResource(LocalKafkaResource.class)}.
 */
public final class LocalKafkaResource implements QuarkusTestResourceLifecycleManager {
  private static final int ATTEMPTS = 3;

  private LocalKafka kafka;

  @Override
  public Map<String, String> start() {
    for (int attempt = 1; ; attempt++) {
      try {
        kafka = LocalKafka.startTemporary();
        Map<String, Object> config = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (Admin admin = Admin.create(config)) {
          Topics.createAll(admin);
        }
        return Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
      } catch (RuntimeException e) {
        // Quarkus wraps it so often that a build's summary shows nothing of it.
        System.out.println("[ERROR] The tests' broker does not start: " + e + ", caused by " + e.getCause());
        stop();
        // A machine may be short of something for a moment; a whole module's tests should not hang on it.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
      kafka = null;
    }
  }
}
