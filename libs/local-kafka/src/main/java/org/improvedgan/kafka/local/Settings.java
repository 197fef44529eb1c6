package org.improvedgan.kafka.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The broker's configuration: one node that is both broker and controller, small, and quick to start and stop. */
final class Settings {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";

  private Settings() {
  }

  static Map<String, String> of(Path directory, String host, int brokerPort, int controllerPort,
      List<Detour> detours) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(NODE));
    settings.put("log.dirs", directory.toString());
    StringBuilder listeners = new StringBuilder("PLAINTEXT://" + host + ":" + brokerPort);
    StringBuilder advertised = new StringBuilder(listeners);
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    for (Detour detour : detours) {
      listeners.append(",").append(detour.name()).append("://").append(host).append(":").append(detour.port());
      advertised.append(",").append(detour.name()).append("://").append(host).append(":")
          .append(detour.advertisedPort());
      protocols.append(",").append(detour.name()).append(":PLAINTEXT");
    }
    settings.put("listeners", listeners + "," + CONTROLLER + "://" + host + ":" + controllerPort);
    settings.put("advertised.listeners", advertised.toString());
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("listener.security.protocol.map", protocols.toString());
    settings.put("controller.quorum.voters", NODE + "@" + host + ":" + controllerPort);

    // One node has one replica of everything, and few clients need few partitions.
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");

    // A mistyped topic is an error, not a new topic.
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Kafka would take 128 MiB of the heap for compacting; a few thousand keys need a fraction of it.
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    settings.put("log.index.size.max.bytes", String.valueOf(2 << 20));
    // Deleted chunks leave the disk within seconds instead of minutes.
    settings.put("log.cleaner.backoff.ms", "5000");
    settings.put("log.retention.check.interval.ms", "5000");
    settings.put("log.initial.task.delay.ms", "5000");
    settings.put("log.segment.delete.delay.ms", "5000");
    // The first snapshot of the metadata takes 8 MiB of heap for good: soon, and not after an hour.
    settings.put("metadata.log.max.snapshot.interval.ms", "600000");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    return settings;
  }
}
