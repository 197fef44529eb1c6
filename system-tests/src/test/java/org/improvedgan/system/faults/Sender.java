package org.improvedgan.system.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends the suite's own records, each once, however long the broker is away. */
final class Sender implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;

  Sender(String bootstrapServers) {
    producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all",
        "max.block.ms", 600_000, "delivery.timeout.ms", 600_000, "request.timeout.ms", 5000,
        "reconnect.backoff.max.ms", 500), new StringSerializer(), new ByteArraySerializer());
  }

  /** Returns when the broker has it. */
  RecordMetadata send(ProducerRecord<String, byte[]> record) throws InterruptedException {
    try {
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The suite's own record could not be sent: " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
