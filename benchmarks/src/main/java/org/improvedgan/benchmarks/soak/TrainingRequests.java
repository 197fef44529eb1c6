package org.improvedgan.benchmarks.soak;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.TrainingRequested;

/** Asks for one short training run after the other, so that the trainer works at a steady pace and not all the time. */
final class TrainingRequests implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final String experiment;
  private final Map<String, String> settings;
  private int runs;

  /**
   * @param kafka the broker's address
   * @param settings that replace those of the experiment
   */
  TrainingRequests(String kafka, String experiment, Map<String, String> settings) {
    this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka, "acks", "all"), new StringSerializer(),
        new ByteArraySerializer());
    this.experiment = experiment;
    this.settings = Map.copyOf(settings);
  }

  /** Returns the id of the run when the broker has the request. */
  String next() throws InterruptedException {
    String run = "soak-%03d".formatted(++runs);
    try {
      producer.send(EventType.TRAINING_REQUESTED.record("/benchmarks", TrainingRequested.newBuilder().setRunId(run)
          .setExperiment(experiment).putAllOverrides(settings)
          .setRequestedAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond())).build())).get();
      return run;
    } catch (ExecutionException e) {
      throw new BenchmarkException("The training request did not reach Kafka: " + e.getCause().getMessage());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
