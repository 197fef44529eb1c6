package org.improvedgan.trainer;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.Topics;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/**
 * Takes one training request after the other, together with the other trainers of the consumer group.
 *
 * <p>It uses Kafka's own client and not reactive messaging, because a request takes hours: the partitions are paused
 * meanwhile and the loop goes on polling, so that Kafka sees a live consumer and tells it at once when another trainer
 * gets its partition; the offset is committed only when the run has ended, so that a request survives its trainer; and
 * a run that has to be handed over is stopped before the partition goes. That is this one loop, and would be several
 * strategies with their time limits there.
 */
@ApplicationScoped
class RequestLoop implements ConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(RequestLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final TrainerConfig config;
  private final RequestHandler handler;
  private final StopSignal stop = new StopSignal();
  private final ExecutorService trainer = Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
  private final Thread thread = new Thread(this::run, "training-requests");

  private KafkaConsumer<String, byte[]> consumer;
  private volatile RequestInProgress current;
  private volatile boolean subscribed;
  private volatile long lastPollNanos = System.nanoTime();

  RequestLoop(KafkaSettings kafka, TrainerConfig config,
      RequestHandler handler) {
    this.kafka = kafka;
    this.config = config;
    this.handler = handler;
  }

  void onStart(@Observes StartupEvent event) {
    thread.start();
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    RequestInProgress running = current;
    if (running != null) {
      running.stop().request();
    }
    stop.request();
    thread.join();
    trainer.shutdown();
  }

  /** Whether requests can come: the topics are there, the loop has asked for them and is not about to end. */
  boolean subscribed() {
    return subscribed && !stop.requested();
  }

  /** Whether the loop runs; it asks Kafka at least every few seconds whatever happens. */
  boolean alive() {
    return thread.isAlive() && System.nanoTime() - lastPollNanos < Duration.ofMinutes(2).toNanos();
  }

  private void run() {
    createTopics();
    while (!stop.requested()) {
      try (KafkaConsumer<String, byte[]> opened = consumer()) {
        consumer = opened;
        consumer.subscribe(List.of(Topics.TRAINING_REQUESTS), this);
        while (!stop.requested()) {
          consumer.poll(POLL).forEach(this::begin);
          lastPollNanos = System.nanoTime();
          subscribed = true;
          finish();
        }
        handOver(false);
      } catch (WakeupException e) {
        LOG.debug("Woken up");
      } catch (KafkaException e) {
        LOG.errorf("Training requests cannot be read, trying again: %s", e.getMessage());
        stop.pause(Duration.ofSeconds(2));
      }
    }
  }

  private void begin(ConsumerRecord<String, byte[]> record) {
    consumer.pause(consumer.assignment());
    StopSignal signal = new StopSignal();
    current = new RequestInProgress(record, signal, trainer.submit(() -> handler.handle(record, signal)));
  }

  /** Looks whether the current request is done; if so, the next one may come. */
  private void finish() {
    if (current == null || !current.outcome().isDone()) {
      return;
    }
    try {
      if (current.await().ended()) {
        consumer.commitSync(current.commit());
      } else {
        consumer.seek(current.partition(), current.record().offset());
      }
    } catch (RebalanceInProgressException | RetriableException e) {
      return; // tried again after the next poll
    } catch (CommitFailedException e) {
      LOG.warnf("The end of request %s could not be noted, another trainer will find it done", current.record().key());
    }
    current = null;
    consumer.resume(consumer.assignment());
  }

  /** Stops the current run; notes its end if it had ended and the partition is still ours. */
  private void handOver(boolean lost) {
    if (current == null) {
      return;
    }
    current.stop().request();
    Outcome outcome = current.await();
    LOG.infof("Handed over request %s: %s", current.record().key(), outcome);
    try {
      if (outcome.ended() && !lost) {
        consumer.commitSync(current.commit());
      }
    } catch (KafkaException e) {
      LOG.warnf("The end of request %s could not be noted: %s", current.record().key(), e.getMessage());
    }
    current = null;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (current != null) {
      consumer.pause(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    leave(partitions, false);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    leave(partitions, true);
  }

  private void leave(Collection<TopicPartition> partitions, boolean lost) {
    if (current != null && partitions.contains(current.partition())) {
      handOver(lost);
      consumer.resume(consumer.assignment());
    }
  }

  private void createTopics() {
    Map<String, Object> settings = new HashMap<>(kafka.common());
    // Short, so that the service can be stopped while it waits for Kafka.
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    while (!stop.requested()) {
      try (Admin admin = Admin.create(settings)) {
        Topics.createAll(admin);
        return;
      } catch (KafkaException e) {
        lastPollNanos = System.nanoTime();
        LOG.warnf("Kafka at %s does not answer yet: %s", kafka.address(), e.getMessage());
        stop.pause(Duration.ofSeconds(1));
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(kafka.common());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.TRAINER_GROUP);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // A trainer that joins or leaves does not disturb the runs of the others.
    settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) config.sessionTimeout().toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) config.sessionTimeout().toMillis() / 4);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
