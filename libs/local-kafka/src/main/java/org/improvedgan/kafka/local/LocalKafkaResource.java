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
  private LocalKafka kafka;

  @Override
  public Map<String, String> start() {
    try {
      kafka = LocalKafka.startTemporary();
      Map<String, Object> config = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
      try (Admin admin = Admin.create(config)) {
        Topics.createAll(admin);
      }
    } catch (RuntimeException e) {
      // Quarkus wraps it so often that a build's summary shows nothing of it.
      System.out.println("[ERROR] The tests' broker does not start: " + e + ", caused by " + e.getCause());
      throw e;
    }
    return Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }
}
