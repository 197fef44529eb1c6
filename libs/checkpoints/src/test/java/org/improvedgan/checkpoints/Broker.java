package org.improvedgan.checkpoints;

import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One real broker for all tests of this module; tests keep apart by their run ids. */
public final class Broker implements BeforeAllCallback {
  private static Map<String, Object> config;

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Running.class, key -> new Running());
  }

  static Map<String, Object> config() {
    return config;
  }

  static CheckpointBundle bundle(String runId, int epoch, Map<String, byte[]> parts) {
    return new CheckpointBundle(CheckpointManifest.newBuilder()
        .setCheckpointId(CheckpointBundle.id(runId, epoch))
        .setRunId(runId)
        .setEpoch(epoch)
        .build(), parts);
  }

  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static final class Running implements AutoCloseable {
    private final LocalKafka kafka = LocalKafka.startTemporary();

    Running() {
      config = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(config)) {
        Topics.createAll(admin);
      }
    }

    @Override
    public void close() {
      kafka.close();
    }
  }
}
