package org.improvedgan.evaluator.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.events.Topics;
import org.improvedgan.service.KafkaSettings;

/** Looks up a single record of {@code gan.checkpoints} again, to set it aside as it was. */
@ApplicationScoped
public class Announcements {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaSettings kafka;

  public Announcements(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * The record at a place; empty where it was removed, because the checkpoint was pruned or announced again, or there
   * never was one.
   *
   * @throws KafkaException when Kafka does not answer
   */
  Optional<ConsumerRecord<String, byte[]>> find(int partition, long offset) {
    TopicPartition place = new TopicPartition(Topics.CHECKPOINTS, partition);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(kafka.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1)))) {
      if (partition < 0 || partition >= consumer.partitionsFor(Topics.CHECKPOINTS).size()) {
        return Optional.empty();
      }
      consumer.assign(List.of(place));
      if (offset < 0 || offset >= consumer.endOffsets(List.of(place)).get(place)) {
        return Optional.empty();
      }
      consumer.seek(place, offset);
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < TIMEOUT.toNanos()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          return Optional.of(record).filter(found -> found.offset() == offset);
        }
        if (consumer.position(place) > offset) {
          return Optional.empty();
        }
      }
    }
    throw new KafkaException("Record " + offset + " of " + place + " could not be read within " + TIMEOUT.toSeconds()
        + " s: is the broker there?");
  }
}
