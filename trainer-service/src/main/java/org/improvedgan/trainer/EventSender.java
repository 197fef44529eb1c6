package org.improvedgan.trainer;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/** Sends progress and dead letters; checkpoints have a publisher of their own. */
@ApplicationScoped
class EventSender {
  private static final Logger LOG = Logger.getLogger(EventSender.class);
  private static final String SOURCE = "/trainer-service";

  private final Producer<String, byte[]> producer;
  /** Kafka's send blocks while Kafka is away, and that must not hold up the training. */
  private final ExecutorService sending = Executors.newSingleThreadExecutor(
      task -> new Thread(LogIds.without(task), "events"));

  EventSender(KafkaSettings kafka) {
    this.producer = new KafkaProducer<>(kafka.producer(Map.of(ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000)));
  }

  /** Sends without waiting; what cannot be delivered is only logged, because the next message says more. */
  void send(TrainingProgressed progress) {
    sending.execute(() -> producer.send(EventType.TRAINING_PROGRESSED.record(SOURCE, progress), (metadata, e) -> {
      if (e != null) {
        warn(progress.getRunId(), e);
      }
    }));
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private static void warn(String runId, Exception e) {
    try (LogIds ids = LogIds.ofRun(runId)) {
      LOG.warnf("Progress of run %s could not be sent: %s", runId, e.getMessage());
    }
  }

  /** Sends and returns once Kafka has it; throws a KafkaException when it does not take it. */
  void sendAndWait(TrainingProgressed progress) {
    await(EventType.TRAINING_PROGRESSED.record(SOURCE, progress));
  }

  /** Sets a request aside and returns once Kafka has it; throws a KafkaException when it does not take it. */
  void sendAside(ConsumerRecord<String, byte[]> request, String reason) {
    await(DeadLetters.of(request, Topics.TRAINER_GROUP, reason));
  }

  @PreDestroy
  void close() {
    sending.shutdown();
    try {
      sending.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }

  private void await(ProducerRecord<String, byte[]> record) {
    try {
      sending.submit(() -> producer.send(record)).get().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
