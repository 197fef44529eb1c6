package org.improvedgan.system;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.TrainingRequested;

/** Asks a running system for another run. */
final class TrainingRequests {

  private TrainingRequests() {
  }

  /**
   * Sends a request and waits until Kafka has it.
   *
   * @param settings as a command's arguments, {@code --set} and {@code name=value}
   * @param more settings, without {@code --set}
   */
  static void send(String bootstrapServers, String run, List<String> settings, String... more) throws Exception {
    TrainingRequested.Builder request = TrainingRequested.newBuilder().setRunId(run).setExperiment("mnist-demo");
    Stream.concat(settings.stream(), Stream.of(more)).filter(setting -> !setting.equals("--set"))
        .map(setting -> setting.split("=", 2)).forEach(pair -> request.putOverrides(pair[0], pair[1]));
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", bootstrapServers),
        new StringSerializer(), new ByteArraySerializer())) {
      producer.send(EventType.TRAINING_REQUESTED.record("/system-tests", request.build())).get();
    }
  }
}
