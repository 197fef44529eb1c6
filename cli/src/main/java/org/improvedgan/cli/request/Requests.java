package org.improvedgan.cli.request;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.cli.UserError;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingRequested;

/** Asks for a training run. */
public final class Requests {

  private static final int PATIENCE_MS = 30_000;

  private Requests() {
  }

  /**
   * Returns when the broker has the request.
   *
   * @param kafka properties of a Kafka client
   * @param source who asks, as CloudEvents names it
   * @throws UserError if the broker does not take it within half a minute, or the times that the properties say
   */
  public static void send(Map<String, Object> kafka, String source, String run, String experiment,
      Map<String, String> overrides) throws InterruptedException {
    Instant now = Instant.now();
    TrainingRequested request = TrainingRequested.newBuilder().setRunId(run).setExperiment(experiment)
        .putAllOverrides(overrides)
        .setRequestedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano())).build();
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("acks", "all");
    properties.putIfAbsent("max.block.ms", PATIENCE_MS);
    properties.putIfAbsent("request.timeout.ms", PATIENCE_MS / 2);
    properties.putIfAbsent("delivery.timeout.ms", PATIENCE_MS);
    try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(EventType.TRAINING_REQUESTED.record(source, request)).get();
    } catch (ExecutionException e) {
      throw refused(kafka, e.getCause());
    } catch (KafkaException e) {
      throw refused(kafka, e);
    }
  }

  private static UserError refused(Map<String, Object> kafka, Throwable reason) {
    String said = reason.getMessage();
    return new UserError("The training request did not reach Kafka at " + kafka.get("bootstrap.servers") + " ("
        + (said.endsWith(".") ? said.substring(0, said.length() - 1) : said)
        + "): is the address right (--kafka), and is the topic " + Topics.TRAINING_REQUESTS
        + " there (./gan topics)?", reason);
  }
}
