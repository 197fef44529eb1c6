package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Puts the parts of evaluations together and writes each result exactly once.
 *
 * <p>Why once: all parts of an evaluation lie in one partition, and which of its records ends an evaluation follows
 * from the partition alone ({@link Assembly}). Whoever gets the partition reads it from its beginning, so everybody
 * comes to the same records, however often parts were repeated. What such a record brings is written in one transaction
 * with the offset behind it, and nothing is written for records in front of the committed offset: they only rebuild the
 * assembly. The committed offset is read when the partition is assigned, and Kafka gives it only when no transaction of
 * a former owner is pending on it; an owner that has lost the partition is refused by the group's generation. So of all
 * that ever come to such a record, one writes its result; and until one has, the next owner comes to it again.
 *
 * <p>For a part that ends nothing no offset is committed: it would have to be read again anyhow.
 */
final class AssemblerLoop implements Loop, ConsumerRebalanceListener {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Stage stage;
  private final Assembler assembler;
  private final KafkaConsumer<String, byte[]> consumer;
  private final OutcomePublisher publisher;
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();

  AssemblerLoop(Stage stage, Assembler assembler) {
    this.stage = stage;
    this.assembler = assembler;
    publisher = stage.publisher();
    consumer = stage.consumer(Map.of());
  }

  @Override
  public void run(BooleanSupplier stopped) {
    consumer.subscribe(Set.of(stage.topic()), this);
    while (!stopped.getAsBoolean()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    if (assigned.isEmpty()) {
      // Nothing is added when others come or go, and seeking to the beginning of nothing means of all.
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(assigned));
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata offset = committed.get(partition);
      partitions.put(partition, new Partition(offset == null ? 0 : offset.offset()));
    }
    consumer.seekToBeginning(assigned);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
  }

  @Override
  public void close() {
    publisher.close();
    consumer.close();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    TopicPartition place = new TopicPartition(record.topic(), record.partition());
    Partition partition = partitions.get(place);
    boolean before = record.offset() < partition.committed;
    Outcome outcome;
    try {
      outcome = assembler.take(record, partition.assembly, before);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    if (before) {
      return;
    }
    if (outcome.matters()) {
      publisher.publish(outcome, place, record.offset() + 1, consumer.groupMetadata());
    }
    stage.published().accept(outcome);
  }

  /** A partition that this instance owns. */
  private static final class Partition {

    private final long committed;
    private final Assembly assembly = new Assembly();

    Partition(long committed) {
      this.committed = committed;
    }
  }
}
