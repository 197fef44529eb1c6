package org.improvedgan.humaneval.outbox;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.events.Topics;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.service.KafkaSettings;

/** Kafka, connected to when it is needed and there: the service starts and takes answers without it. */
@ApplicationScoped
public class EventSender {
  private final HumanEvalConfig config;
  private final KafkaSettings kafka;
  private Producer<String, byte[]> producer;

  EventSender(HumanEvalConfig config, KafkaSettings kafka) {
    this.config = config;
    this.kafka = kafka;
  }

  /** Where Kafka is, for people. */
  String address() {
    return kafka.address();
  }

  /**
   * Makes sure that the topics exist.
   *
   * @throws KafkaException if Kafka does not answer in time
   */
  public synchronized void connect() {
    if (producer == null) {
      producer = newProducer();
    }
  }

  /**
   * Sends the records in order and waits until Kafka has confirmed all of them.
   *
   * @throws KafkaException if one was not confirmed in time
   */
  public synchronized void send(List<ProducerRecord<String, byte[]>> records) {
    connect();
    var confirmations = records.stream().map(producer::send).toList();
    producer.flush();
    for (var confirmation : confirmations) {
      try {
        confirmation.get();
      } catch (ExecutionException e) {
        throw new KafkaException(e.getCause().getMessage(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("Interrupted while sending.", e);
      }
    }
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }

  private Producer<String, byte[]> newProducer() {
    var timeout = (int) config.relay().timeout().toMillis();
    try (var admin = Admin.create(kafka.with(Map.of(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout)))) {
      Topics.createAll(admin);
    }
    return new KafkaProducer<>(kafka.producer(Map.of(
        ProducerConfig.CLIENT_ID_CONFIG, "human-eval-service",
        ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
        ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout)));
  }
}
