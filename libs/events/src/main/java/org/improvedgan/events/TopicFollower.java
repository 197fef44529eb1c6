package org.improvedgan.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads whole topics from their beginning and goes on with them, in a thread of its own, without a consumer group:
 * every process sees everything that was committed. Starts over when Kafka fails, so its listener may hear a record
 * again.
 */
public final class TopicFollower implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TopicFollower.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<String> topics;
  private final Map<String, Object> consumerSettings;
  private final Consumer<ConsumerRecord<String, byte[]>> listener;
  private final Queue<CompletableFuture<Void>> waiters = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param consumerSettings of a consumer that reads only committed transactions, without a group
   * @param listener called in the follower's thread
   */
  public TopicFollower(List<String> topics, Map<String, Object> consumerSettings,
      Consumer<ConsumerRecord<String, byte[]>> listener) {
    this.topics = topics;
    this.consumerSettings = consumerSettings;
    this.listener = listener;
    thread = new Thread(this::run, "follow-" + topics.get(0));
    thread.setDaemon(true);
  }

  /** Starts to follow; the topics must exist. */
  public void start() {
    thread.start();
  }

  /**
   * Waits until the listener has heard everything that was committed before this call, and also what lay in
   * transactions that were open then: of an instance that has just lost its place, this one may know already that it
   * committed, but the topics not yet.
   *
   * @throws InterruptedException when interrupted
   * @throws KafkaException when that takes longer than {@code timeout}
   */
  public void awaitCurrent(Duration timeout) throws InterruptedException {
    CompletableFuture<Void> current = new CompletableFuture<>();
    waiters.add(current);
    try {
      current.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new KafkaException(names() + " could not be read to its end within " + timeout.toSeconds()
          + " s: is the broker there?", e);
    } finally {
      waiters.remove(current);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (stop.getCount() > 0) {
      try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consumerSettings);
          KafkaConsumer<String, byte[]> uncommitted = new KafkaConsumer<>(uncommitted(consumerSettings))) {
        follow(consumer, uncommitted);
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.WARNING, names() + " cannot be followed, trying again: " + e.getMessage());
        pause();
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer, KafkaConsumer<String, byte[]> uncommitted) {
    List<TopicPartition> partitions = topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    while (stop.getCount() > 0) {
      List<CompletableFuture<Void>> asked = List.copyOf(waiters);
      // Looked up after the waiters were noted: what they wait for lies before these ends.
      Map<TopicPartition, Long> ends = asked.isEmpty() ? Map.of() : uncommitted.endOffsets(partitions);
      while (stop.getCount() > 0
          && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(listener);
      }
      if (stop.getCount() > 0) {
        asked.forEach(waiter -> waiter.complete(null));
        consumer.poll(POLL).forEach(listener);
      }
    }
  }

  private static Map<String, Object> uncommitted(Map<String, Object> consumerSettings) {
    Map<String, Object> settings = new HashMap<>(consumerSettings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    return settings;
  }

  private String names() {
    return "Topic " + String.join(" and ", topics);
  }

  private void pause() {
    try {
      stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }
}
