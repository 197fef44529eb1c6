package org.improvedgan.trainer;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** A request that the training thread works on. */
record RequestInProgress(ConsumerRecord<String, byte[]> record, StopSignal stop, Future<Outcome> outcome) {
  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** What to commit once it has ended. */
  Map<TopicPartition, OffsetAndMetadata> commit() {
    return Map.of(partition(), new OffsetAndMetadata(record.offset() + 1));
  }

  /** Waits for its end. */
  Outcome await() {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The handler lets nothing through", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
