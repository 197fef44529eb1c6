package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.service.KafkaSettings;

/**
 * Writes an outcome and the consumer group's offset in one transaction: both or neither. The broker refuses the
 * transaction of an instance that has lost its partition (by the group's generation), so two instances never publish
 * the outcome of the same record.
 */
final class OutcomePublisher implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;

  /** @param transactionalId one for each loop of a process; settles what an earlier producer of this id left open */
  OutcomePublisher(KafkaSettings kafka, String transactionalId) {
    producer = new KafkaProducer<>(kafka.producer(Map.of(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId,
        // A transaction is sent when it is complete: there is nothing to wait for.
        ProducerConfig.LINGER_MS_CONFIG, 0,
        // The transaction is open for milliseconds. A killed process must not hold up readers for a minute.
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000)));
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      // Whoever made it in vain tries again until Kafka answers; each time its threads and its memory would be left.
      close();
      throw e;
    }
  }

  /**
   * Writes both; where that fails the transaction is aborted at once if it can be, since readers wait for its end.
   *
   * @throws KafkaException if it is not certain that both were written
   */
  void publish(Outcome outcome, TopicPartition partition, long nextOffset, ConsumerGroupMetadata group) {
    producer.beginTransaction();
    try {
      outcome.records().forEach(producer::send);
      producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(nextOffset)), group);
      producer.commitTransaction();
    } catch (KafkaException e) {
      abort(e);
      throw e;
    }
  }

  private void abort(KafkaException reason) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // A newer producer of this id has done it, or the broker does it after the timeout.
      reason.addSuppressed(e);
    }
  }

  /** Closes without waiting: a transaction that is still open is aborted by the broker after its timeout. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
