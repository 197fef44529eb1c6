package org.improvedgan.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Sets aside a record that its consumer cannot handle: value and headers unchanged, and headers that say where it lay
 * and what was wrong with it. The names of these headers are those of Quarkus's dead-letter strategy.
 */
public final class DeadLetters {
  public static final String REASON = "dead-letter-reason";
  public static final String TOPIC = "dead-letter-topic";
  public static final String PARTITION = "dead-letter-partition";
  public static final String OFFSET = "dead-letter-offset";
  /** The original key, where there was one. */
  public static final String KEY = "dead-letter-key";

  private DeadLetters() {
  }

  /**
   * The record for the dead-letter topic. Its key is the place of the original ({@code topic/partition/offset}), so
   * that a record which is set aside twice can be recognised.
   *
   * @param reason one sentence
   */
  public static ProducerRecord<String, byte[]> of(ConsumerRecord<String, byte[]> broken, String consumerGroup,
      String reason) {
    List<Header> headers = new ArrayList<>(List.of(broken.headers().toArray()));
    headers.add(header(REASON, reason));
    headers.add(header(TOPIC, broken.topic()));
    headers.add(header(PARTITION, String.valueOf(broken.partition())));
    headers.add(header(OFFSET, String.valueOf(broken.offset())));
    if (broken.key() != null) {
      headers.add(header(KEY, broken.key()));
    }
    String place = broken.topic() + "/" + broken.partition() + "/" + broken.offset();
    return new ProducerRecord<>(Topics.deadLetter(broken.topic(), consumerGroup), null, place, broken.value(),
        headers);
  }

  /**
   * The record for the dead-letter topic of a message that came from its topic, but whose place there is not known or
   * does not matter. Its key is that of the original, so that it stands for all records of that key.
   *
   * @param original value, key and headers
   * @param reason one sentence
   */
  public static ProducerRecord<String, byte[]> of(ProducerRecord<String, byte[]> original, String consumerGroup,
      String reason) {
    List<Header> headers = new ArrayList<>(List.of(original.headers().toArray()));
    headers.add(header(REASON, reason));
    headers.add(header(TOPIC, original.topic()));
    headers.add(header(KEY, original.key()));
    return new ProducerRecord<>(Topics.deadLetter(original.topic(), consumerGroup), null, original.key(),
        original.value(), headers);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
