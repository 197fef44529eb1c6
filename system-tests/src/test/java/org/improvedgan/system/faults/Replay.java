package org.improvedgan.system.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;

/** Sends real records a second time, those of all topics mixed and in an order of chance. */
final class Replay {

  private static final List<String> TOPICS = List.of(Topics.TRAINING_REQUESTS, Topics.TRAINING_PROGRESS,
      Topics.CHECKPOINTS, Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS, Topics.EVALUATIONS);
  private static final int LATEST = 30;

  private final Site site;
  private final Sender sender;
  private final Checkpoints checkpoints;

  Replay(Site site, Sender sender, Checkpoints checkpoints) {
    this.site = site;
    this.sender = sender;
    this.checkpoints = checkpoints;
  }

  /** @return how many records were sent again */
  int run(Random random) throws InterruptedException {
    // One that was pruned must not come back, as no publisher would ever bring it.
    Set<String> kept = checkpoints.live().stream()
        .filter(manifest -> checkpoints.epochs(manifest.getRunId()) == Training.EPOCHS)
        .map(CheckpointManifest::getCheckpointId).collect(Collectors.toSet());
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", site.broker(),
        "isolation.level", "read_committed", "enable.auto.commit", "false"), new StringDeserializer(),
        new ByteArrayDeserializer())) {
      for (String topic : TOPICS) {
        latest(consumer, topic).stream()
            .filter(record -> !topic.equals(Topics.CHECKPOINTS) || kept.contains(record.key()))
            .filter(record -> record.headers().lastHeader(Journal.OURS) == null).forEach(records::add);
      }
    }
    Collections.shuffle(records, random);
    for (ConsumerRecord<String, byte[]> record : records) {
      ProducerRecord<String, byte[]> again = new ProducerRecord<>(record.topic(), record.partition(), record.key(),
          record.value(), record.headers());
      again.headers().add(Journal.OURS, "again".getBytes());
      sender.send(again);
    }
    return records.size();
  }

  private static List<ConsumerRecord<String, byte[]>> latest(KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    partitions.forEach(partition -> consumer.seek(partition,
        Math.max(begins.get(partition), ends.get(partition) - LATEST / partitions.size())));
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    }
    return records;
  }
}
