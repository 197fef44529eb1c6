package org.improvedgan.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.TrainingProgressed;

/** Every committed event of a system, in order, repetitions included: as any consumer from outside sees them. */
final class EventLog implements AutoCloseable {

  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::follow, "event-log");
  private final List<CheckpointManifest> checkpoints = new CopyOnWriteArrayList<>();
  private final List<EvaluationCompleted> evaluations = new CopyOnWriteArrayList<>();
  private final AtomicInteger parts = new AtomicInteger();
  private final List<TrainingProgressed> progress = new CopyOnWriteArrayList<>();

  private EventLog(String bootstrapServers) {
    consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
        "enable.auto.commit", "false"), new StringDeserializer(), new ByteArrayDeserializer());
  }

  static EventLog follow(String bootstrapServers) {
    EventLog log = new EventLog(bootstrapServers);
    log.thread.start();
    return log;
  }

  private void follow() {
    try (consumer) {
      List<TopicPartition> partitions = Stream.of(Topics.CHECKPOINTS, Topics.EVALUATION_PARTS, Topics.EVALUATIONS,
          Topics.TRAINING_PROGRESS)
          .flatMap(topic -> partitions(topic).stream())
          .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        consumer.poll(Duration.ofMillis(200)).forEach(this::add);
      }
    } catch (WakeupException e) {
      // close() asked for the end.
    }
  }

  /** The partitions of a topic, as soon as the broker is there and has it. */
  private List<PartitionInfo> partitions(String topic) {
    return await(topic).pollInSameThread().atMost(RunningSystem.PATIENCE)
        .ignoreExceptionsInstanceOf(TimeoutException.class)
        .until(() -> consumer.listTopics().getOrDefault(topic, List.of()), found -> !found.isEmpty());
  }

  private void add(ConsumerRecord<String, byte[]> event) {
    switch (event.topic()) {
      case Topics.CHECKPOINTS -> {
        if (event.value() != null) {
          checkpoints.add(EventType.CHECKPOINT_PUBLISHED.parse(event.value()));
        }
      }
      case Topics.EVALUATION_PARTS -> parts.incrementAndGet();
      case Topics.EVALUATIONS -> evaluations.add(EventType.EVALUATION_COMPLETED.parse(event.value()));
      default -> progress.add(EventType.TRAINING_PROGRESSED.parse(event.value()));
    }
  }

  List<CheckpointManifest> checkpoints() {
    return checkpoints;
  }

  List<EvaluationCompleted> evaluations() {
    return evaluations;
  }

  /** Splits of evaluations that were counted. */
  int parts() {
    return parts.get();
  }

  /** The ids of the checkpoints that were scored, in the order of their scores. */
  List<String> scored() {
    return evaluations.stream().filter(EvaluationCompleted::hasCheckpoint)
        .map(evaluation -> evaluation.getCheckpoint().getCheckpointId()).toList();
  }

  boolean has(TrainingProgressed.State state) {
    return progress.stream().anyMatch(event -> event.getState() == state);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
