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
public final class Broker implements AutoCloseable {

  private final String bootstrap;
  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, Topic> topics = new HashMap<>();

  public Broker(String bootstrap) {
    this.bootstrap = bootstrap;
    producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap), new StringSerializer(),
        new ByteArraySerializer());
  }

  public void announce(CheckpointManifest manifest) {
    send(EventType.CHECKPOINT_PUBLISHED.record("/test", manifest));
  }

  /** @param value null for a tombstone */
  public void announceRaw(String key, byte[] value) {
    send(new ProducerRecord<>(Topics.CHECKPOINTS, key, value));
  }

  /** Throws every member out of a consumer group, as the broker does with one that it has not heard of for long. */
  public void evictAll(String group) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all().get();
    }
  }

  /** How many partitions each member of a consumer group has just now. */
  public List<Integer> shares(String group) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
          .map(member -> member.assignment().topicPartitions().size()).toList();
    }
  }

  /** Makes a consumer group forget how far it was, as Kafka does after a week without members. */
  public void forgetOffsets(String group) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    }
  }

  /** All evaluations of one subject that were committed. */
  public List<EvaluationCompleted> evaluations(String subject) {
    return read(Topics.EVALUATIONS).stream()
        .map(record -> EventType.EVALUATION_COMPLETED.parse(record.value()))
        .filter(evaluation -> subject.equals(evaluation.hasCheckpoint()
            ? evaluation.getCheckpoint().getCheckpointId() : evaluation.getDataset().getDataset()))
        .toList();
  }

  /** Everything committed in a topic; in order within each partition. */
  public List<ConsumerRecord<String, byte[]>> read(String topic) {
    return topics.computeIfAbsent(topic, Topic::new).read();
  }

  @Override
  public void close() {
    topics.values().forEach(topic -> topic.consumer.close());
    producer.close();
  }

  /** Sends any record and waits until it is written. */
  public void send(ProducerRecord<String, byte[]> record) {
    producer.send(record);
    producer.flush();
  }

  /** Remembers what was read before. */
  private final class Topic {

    private final List<TopicPartition> partitions;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer;

    Topic(String name) {
      consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
          new StringDeserializer(), new ByteArrayDeserializer());
      partitions = consumer.partitionsFor(name).stream()
          .map(partition -> new TopicPartition(name, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    List<ConsumerRecord<String, byte[]>> read() {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return List.copyOf(records);
    }
  }
}
