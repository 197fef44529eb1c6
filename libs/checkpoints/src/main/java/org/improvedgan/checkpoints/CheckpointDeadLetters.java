package org.improvedgan.checkpoints;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;

/**
 * Sets aside checkpoints that their consumers cannot use, keyed by checkpoint id in a compacted topic. What is there
 * already is not written again: each replica, after each restart, refuses the same checkpoints. Not thread-safe.
 */
public final class CheckpointDeadLetters implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String consumerName;
  private final TopicPartition partition;
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  /** Of each checkpoint that was set aside, a digest of its manifest and the reason. */
  private final Map<String, Integer> known = new HashMap<>();

  /**
   * @param kafka connection settings, at least {@code bootstrap.servers}
   * @param consumerName who refuses, in the topic's name
   */
  public CheckpointDeadLetters(Map<String, Object> kafka, String consumerName) {
    this.consumerName = consumerName;
    this.partition = new TopicPartition(Topics.deadLetter(Topics.CHECKPOINTS, consumerName), 0);
    this.consumer = KafkaClients.consumer(kafka, "earliest");
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    this.producer = KafkaClients.producer(kafka, null);
  }

  /**
   * Sets a checkpoint aside, unless that was done with the same manifest and reason before.
   *
   * @param reason one sentence
   * @throws KafkaException when Kafka does not answer
   */
  public void add(CheckpointManifest manifest, String reason) {
    readToEnd();
    ProducerRecord<String, byte[]> original = EventType.CHECKPOINT_PUBLISHED.record("/" + consumerName, manifest);
    Integer before = known.get(original.key());
    if (before != null && before == digest(original.value(), reason)) {
      return;
    }
    try {
      producer.send(DeadLetters.of(original, consumerName, reason)).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", e);
    }
  }

  private void readToEnd() {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(partition + " could not be read within " + PATIENCE.toSeconds() + " seconds.");
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        Header reason = record.headers().lastHeader(DeadLetters.REASON);
        if (record.key() != null && record.value() != null && reason != null) {
          known.put(record.key(), digest(record.value(), new String(reason.value(), StandardCharsets.UTF_8)));
        }
      }
    }
  }

  private static int digest(byte[] manifest, String reason) {
    return 31 * Arrays.hashCode(manifest) + reason.hashCode();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
