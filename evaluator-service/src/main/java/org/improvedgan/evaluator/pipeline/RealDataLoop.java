package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Scores the real images of each dataset once. The group's membership is used as a lock: a dataset belongs to the owner
 * of one partition of the checkpoints (chosen by the dataset's name), and its score is written in a transaction with
 * that partition's offset, which the broker refuses to whoever has lost the partition. The offset itself says nothing,
 * and no record is read: the partitions are paused from the beginning.
 */
final class RealDataLoop implements Loop, ConsumerRebalanceListener {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Stage stage;
  private final RealDataQueue queue;
  private final RealDataScoring scoring;
  private final KafkaConsumer<String, byte[]> consumer;
  private final OutcomePublisher publisher;
  private String dataset;
  private Work work;

  RealDataLoop(Stage stage, RealDataQueue queue, RealDataScoring scoring) {
    this.stage = stage;
    this.queue = queue;
    this.scoring = scoring;
    publisher = stage.publisher();
    consumer = stage.consumer(Map.of());
  }

  @Override
  public void run(BooleanSupplier stopped) {
    consumer.subscribe(Set.of(stage.topic()), this);
    while (!stopped.getAsBoolean()) {
      consumer.poll(POLL);
      finishWork();
      startWork();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (work != null && partitions.contains(work.partition())) {
      work.cancel();
      work = null;
    }
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
    queue.settle(dataset);
    stage.published().accept(outcome);
  }

  private void startWork() {
    if (work != null || consumer.assignment().isEmpty()) {
      return;
    }
    queue.next(name -> consumer.assignment().contains(owner(name))).ifPresent(name -> {
      dataset = name;
      work = new Work(owner(name), 0, () -> scoring.score(name));
    });
  }

  private TopicPartition owner(String name) {
    int partitions = consumer.partitionsFor(stage.topic()).size();
    return new TopicPartition(stage.topic(), Math.floorMod(name.hashCode(), partitions));
  }
}
