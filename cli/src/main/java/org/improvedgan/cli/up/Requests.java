package org.improvedgan.cli.up;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.cli.UserError;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingRequested;

/** Asks for a training run. */
final class Requests {

  private static final String SOURCE = "/gan-up";

  private Requests() {
  }

  /** Creates the topics if need be. */
  static void createTopics(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.createAll(admin);
    }
  }

  /** Returns when the broker has the request. */
  static void send(String bootstrapServers, String run, String experiment, Map<String, String> overrides)
      throws InterruptedException {
    Instant now = Instant.now();
    TrainingRequested request = TrainingRequested.newBuilder().setRunId(run).setExperiment(experiment)
        .putAllOverrides(overrides)
        .setRequestedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano())).build();
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
        new StringSerializer(), new ByteArraySerializer())) {
      producer.send(EventType.TRAINING_REQUESTED.record(SOURCE, request)).get();
    } catch (ExecutionException e) {
      throw new UserError("The training request did not reach Kafka: " + e.getCause().getMessage() + ".", e);
    }
  }
}
