package org.improvedgan.evaluator.pipeline;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.events.Traces;

/**
 * Takes records from Kafka one after the other and writes each outcome together with the record's offset, so a record
 * has exactly one outcome, whatever dies: until both are committed the record is delivered again, and an instance that
 * has lost the partition meanwhile is refused.
 *
 * <p>A plain client, not a messaging framework's channel: the transaction must be open only for the moment of writing
 * (a record may take minutes, or wait for the sampler for hours), dead letters and skipped records go through the same
 * transaction as results, and a partition that moves to another instance must stop the work that belongs to it. Each of
 * these is a line here and an exception to the rule there.
 *
 * <p>One record of each partition is held and the oldest of them done first: so evaluations are finished in the order
 * of their planning, not partition by partition. Everything happens in one thread, except the work itself.
 */
final class RecordLoop implements Loop, ConsumerRebalanceListener {

  private static final Duration IDLE = Duration.ofMillis(100);
  /** How late the end of some work may be noticed. */
  private static final Duration BUSY = Duration.ofMillis(20);

  private final Stage stage;
  private final Handler handler;
  private final KafkaConsumer<String, byte[]> consumer;
  private final OutcomePublisher publisher;
  private final Queue<ConsumerRecord<String, byte[]>> held = new PriorityQueue<>(
      Comparator.<ConsumerRecord<String, byte[]>>comparingLong(ConsumerRecord::timestamp)
          .thenComparingInt(ConsumerRecord::partition)
          .thenComparingLong(ConsumerRecord::offset));
  private Work work;

  /** Does the work for one record, in a thread of its own. */
  @FunctionalInterface
  interface Handler {

    /**
     * @throws InterruptedException when interrupted, because the partition moved
     * @throws RuntimeException if it should be tried again; the loop ends
     */
    Outcome handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;
  }

  RecordLoop(Stage stage, Handler handler) {
    this.stage = stage;
    this.handler = handler;
    publisher = stage.publisher();
    consumer = stage.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
  }

  @Override
  public void run(BooleanSupplier stopped) {
    consumer.subscribe(Set.of(stage.topic()), this);
    while (!stopped.getAsBoolean()) {
      consumer.poll(work == null ? IDLE : BUSY).forEach(held::add);
      finishWork();
      startWork();
      // Polling goes on meanwhile, because it is what keeps this instance in the group.
      Set<TopicPartition> full = held.stream().map(RecordLoop::partition).collect(Collectors.toSet());
      consumer.pause(full);
      Set<TopicPartition> free = new HashSet<>(consumer.paused());
      free.removeAll(full);
      consumer.resume(free);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    held.removeIf(record -> partitions.contains(partition(record)));
    if (work != null && partitions.contains(work.partition())) {
      work.cancel();
      work = null;
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // Where to begin is known from the committed offsets.
  }

  @Override
  public void close() {
    if (work != null) {
      work.cancel();
    }
    publisher.close();
    consumer.close();
  }

  private void finishWork() {
    if (work == null || !work.done()) {
      return;
    }
    Work finished = work;
    work = null;
    Outcome outcome = finished.outcome();
    publisher.publish(outcome, finished.partition(), finished.nextOffset(), consumer.groupMetadata());
    stage.published().accept(outcome);
  }

  private void startWork() {
    if (work == null && !held.isEmpty()) {
      ConsumerRecord<String, byte[]> record = held.remove();
      work = new Work(partition(record), record.offset() + 1, () -> handle(record));
    }
  }

  private Outcome handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    return Traces.span("process " + record.topic(), SpanKind.CONSUMER, Traces.of(record.headers()),
        String.valueOf(record.key()), () -> handler.handle(record));
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
