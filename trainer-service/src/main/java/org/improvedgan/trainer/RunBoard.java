package org.improvedgan.trainer;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/**
 * What is known of every run, of whichever trainer: follows the progress from the beginning, without a consumer group
 * because each trainer shows all of it.
 */
@ApplicationScoped
class RunBoard {
  private static final Logger LOG = Logger.getLogger(RunBoard.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final Map<String, RunView> runs = new ConcurrentHashMap<>();
  private final StopSignal stop = new StopSignal();
  private volatile boolean waiting;
  private final Thread thread = new Thread(this::follow, "training-progress");

  RunBoard(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  void onStart(@Observes StartupEvent event) {
    thread.start();
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.request();
    thread.join();
  }

  /** All runs, the one heard of last first. */
  List<RunView> all() {
    return runs.values().stream().sorted(Comparator.comparing(RunView::at).reversed()).toList();
  }

  Optional<RunView> find(String runId) {
    return Optional.ofNullable(runs.get(runId));
  }

  /** Whether the topic that it follows is not there yet. */
  boolean waiting() {
    return waiting;
  }

  private void follow() {
    while (!stop.requested()) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        Collection<TopicPartition> partitions = consumer.partitionsFor(Topics.TRAINING_PROGRESS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        waiting = partitions.isEmpty();
        if (waiting) {
          stop.pause(PAUSE); // the topics are about to be created
          continue;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!stop.requested()) {
          consumer.poll(POLL).forEach(this::note);
        }
      } catch (KafkaException e) {
        LOG.debugf("Progress cannot be followed, trying again: %s", e.getMessage());
        stop.pause(PAUSE);
      }
    }
  }

  private void note(ConsumerRecord<String, byte[]> record) {
    try {
      TrainingProgressed progress = EventType.TRAINING_PROGRESSED.parse(record.value());
      runs.compute(progress.getRunId(), (id, before) -> RunView.of(progress, before));
    } catch (EventException e) {
      LOG.warnf("Skipped a progress message (partition %d, offset %d): %s", record.partition(), record.offset(),
          e.getMessage());
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(kafka.common());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Short, so that the service can be stopped while it waits for Kafka.
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
