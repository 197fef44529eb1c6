package org.improvedgan.evaluator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;

/** What a test does to the broker: announce checkpoints, and read what the evaluator wrote. */
final class Broker implements AutoCloseable {

  private final String bootstrap;
  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, Topic> topics = new HashMap<>();

  Broker(String bootstrap) {
    this.bootstrap = bootstrap;
    producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap), new StringSerializer(),
        new ByteArraySerializer());
  }

  void announce(CheckpointManifest manifest) {
    send(EventType.CHECKPOINT_PUBLISHED.record("/test", manifest));
  }

  /** @param value null for a tombstone */
  void announceRaw(String key, byte[] value) {
    send(new ProducerRecord<>(Topics.CHECKPOINTS, key, value));
  }

  /** Throws every member out of a consumer group, as the broker does with one that it has not heard of for long. */
  void evictAll(String group) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all().get();
    }
  }

  /** All evaluations of one subject that were committed. */
  List<EvaluationCompleted> evaluations(String subject) {
    return read(Topics.EVALUATIONS).stream()
        .map(record -> EventType.EVALUATION_COMPLETED.parse(record.value()))
        .filter(evaluation -> subject.equals(evaluation.hasCheckpoint()
            ? evaluation.getCheckpoint().getCheckpointId() : evaluation.getDataset().getDataset()))
        .toList();
  }

  /** Everything committed in a topic of one partition. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    return topics.computeIfAbsent(topic, Topic::new).read();
  }

  @Override
  public void close() {
    topics.values().forEach(topic -> topic.consumer.close());
    producer.close();
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(record);
    producer.flush();
  }

  /** Remembers what was read before. */
  private final class Topic {

    private final TopicPartition partition;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer;

    Topic(String name) {
      partition = new TopicPartition(name, 0);
      consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
          new StringDeserializer(), new ByteArrayDeserializer());
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    }

    List<ConsumerRecord<String, byte[]>> read() {
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return List.copyOf(records);
    }
  }
}
