package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.evaluator.KafkaSettings;
import org.improvedgan.events.Topics;

/**
 * Takes checkpoints from Kafka one after the other and writes each outcome together with its offset.
 *
 * <p>A plain client, not a messaging framework's channel: the transaction must be open only for the moment of writing
 * (an evaluation may take minutes, or wait for the sampler for hours), dead letters and skipped checkpoints go through
 * the same transaction as scores, and a partition that moves to another instance must stop the evaluation that belongs
 * to it. Each of these is a line here and an exception to the rule there.
 *
 * <p>Real images are scored by the owner of one partition (chosen by the dataset's name), in a transaction with that
 * partition's offset: so the group's fencing also makes these scores unique.
 *
 * <p>Everything happens in one thread, except the work itself. After any exception the loop is closed and a new one
 * starts from the committed offsets.
 */
final class CheckpointLoop implements AutoCloseable, ConsumerRebalanceListener {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Evaluator evaluator;
  private final RealDataQueue realData;
  private final Consumer<Outcome> published;
  private final KafkaConsumer<String, byte[]> consumer;
  private final ScorePublisher publisher;
  private final Deque<ConsumerRecord<String, byte[]>> pending = new ArrayDeque<>();
  private Work work;

  /** @param published hears of each outcome after it was written */
  CheckpointLoop(KafkaSettings kafka, String group, String transactionalId, Evaluator evaluator,
      RealDataQueue realData, Consumer<Outcome> published) {
    this.evaluator = evaluator;
    this.realData = realData;
    this.published = published;
    publisher = new ScorePublisher(kafka, transactionalId);
    consumer = new KafkaConsumer<>(kafka.consumer(Map.of(
        ConsumerConfig.GROUP_ID_CONFIG, group,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
        // A restarted instance takes over from its killed predecessor after ten seconds instead of 45.
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
        // Partitions that stay where they are go on while others move.
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class))));
  }

  void run(BooleanSupplier stopped) {
    consumer.subscribe(List.of(Topics.CHECKPOINTS), this);
    while (!stopped.getAsBoolean()) {
      consumer.poll(POLL).forEach(pending::add);
      finishWork();
      startWork();
      // One checkpoint in hand is enough; polling goes on, because it is what keeps this instance in the group.
      if (pending.isEmpty()) {
        consumer.resume(consumer.paused());
      } else {
        consumer.pause(consumer.assignment());
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    pending.removeIf(record -> partitions.contains(partition(record)));
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
    finished.published();
    published.accept(outcome);
  }

  private void startWork() {
    if (work != null || consumer.assignment().isEmpty()) {
      return;
    }
    realData.next(dataset -> consumer.assignment().contains(owner(dataset))).ifPresentOrElse(dataset -> {
      TopicPartition partition = owner(dataset);
      work = new Work(partition, position(partition), () -> evaluator.realData(dataset),
          () -> realData.settle(dataset));
    }, this::startCheckpoint);
  }

  private void startCheckpoint() {
    ConsumerRecord<String, byte[]> record = pending.poll();
    if (record != null) {
      work = new Work(partition(record), record.offset() + 1, () -> evaluator.checkpoint(record), () -> { });
    }
  }

  private TopicPartition owner(String dataset) {
    int partitions = consumer.partitionsFor(Topics.CHECKPOINTS).size();
    return new TopicPartition(Topics.CHECKPOINTS, Math.floorMod(dataset.hashCode(), partitions));
  }

  /** The offset of the first record of a partition that has not been dealt with. */
  private long position(TopicPartition partition) {
    return pending.stream()
        .filter(record -> partition(record).equals(partition))
        .mapToLong(ConsumerRecord::offset)
        .findFirst()
        .orElseGet(() -> consumer.position(partition));
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
