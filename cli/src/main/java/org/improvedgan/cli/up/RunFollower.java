package org.improvedgan.cli.up;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.TrainingProgressed;

/** Reads training progress and evaluations from their beginning, on a thread of its own, until closed. */
final class RunFollower implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<TrainingProgressed> onProgress;
  private final Consumer<EvaluationCompleted> onEvaluation;
  private final Thread thread = new Thread(this::follow, "run-follower");

  RunFollower(String bootstrapServers, Consumer<TrainingProgressed> onProgress,
      Consumer<EvaluationCompleted> onEvaluation) {
    this.onProgress = onProgress;
    this.onEvaluation = onEvaluation;
    consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
        "enable.auto.commit", "false", "auto.offset.reset", "earliest"), new StringDeserializer(),
        new ByteArrayDeserializer());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    try (consumer) {
      List<TopicPartition> partitions = List.of(Topics.TRAINING_PROGRESS, Topics.EVALUATIONS).stream()
          .flatMap(topic -> consumer.partitionsFor(topic).stream())
          .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        consumer.poll(POLL).forEach(this::hear);
      }
    } catch (WakeupException e) {
      // close() asked for the end.
    }
  }

  private void hear(ConsumerRecord<String, byte[]> event) {
    try {
      if (event.topic().equals(Topics.EVALUATIONS)) {
        onEvaluation.accept(EventType.EVALUATION_COMPLETED.parse(event.value()));
      } else {
        onProgress.accept(EventType.TRAINING_PROGRESSED.parse(event.value()));
      }
    } catch (EventException e) {
      // Not ours to judge: it is only shown here, and says nothing that could be shown.
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
