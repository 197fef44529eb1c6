package org.improvedgan.evaluator.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.improvedgan.service.KafkaSettings;

/**
 * What every loop of the pipeline needs.
 *
 * @param topic what it consumes
 * @param group its consumer group
 * @param sessionTimeout after how long without a sign of life Kafka gives its partitions to others
 * @param transactionalId of its producer: unlike that of any other loop of any process
 * @param published hears of each outcome after it was written
 */
record Stage(KafkaSettings kafka, String topic, String group, Duration sessionTimeout, String transactionalId,
    Consumer<Outcome> published) {

  KafkaConsumer<String, byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of(
        ConsumerConfig.GROUP_ID_CONFIG, group,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionTimeout.toMillis(),
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) sessionTimeout.toMillis() / 4,
        // Partitions that stay where they are go on while others move.
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class)));
    settings.putAll(more);
    return new KafkaConsumer<>(kafka.consumer(settings));
  }

  OutcomePublisher publisher() {
    return new OutcomePublisher(kafka, transactionalId);
  }
}
