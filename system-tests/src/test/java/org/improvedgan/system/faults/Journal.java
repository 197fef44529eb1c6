package org.improvedgan.system.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.Topics;

/**
 * Everything that was ever committed to the topics, as any consumer from outside sees it: followed from the beginning
 * through all faults, or read once, to be compared with what was followed.
 */
final class Journal implements AutoCloseable {

  /** Marks what the suite itself has written: repetitions of real records, and poison. */
  static final String OURS = "fault-suite";
  /** The chunks are large, are deleted from the beginning, and are read by {@link Checkpoints} instead. */
  private static final Set<String> LEFT_OUT = Set.of(Topics.CHECKPOINT_CHUNKS);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> settings;
  private final Map<String, List<Entry>> entries = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread = new Thread(this::follow, "journal");
  private volatile boolean closed;

  /**
   * A record.
   *
   * @param value null of a tombstone, and of parts of evaluations, whose statistics are large
   * @param digest of the value
   */
  record Entry(TopicPartition place, long offset, String key, byte[] value, boolean tombstone, int digest,
      Headers headers) {

    static Entry of(ConsumerRecord<String, byte[]> record) {
      boolean large = record.topic().equals(Topics.EVALUATION_PARTS);
      return new Entry(new TopicPartition(record.topic(), record.partition()), record.offset(), record.key(),
          large ? null : record.value(), record.value() == null, Arrays.hashCode(record.value()), record.headers());
    }

    /** Whether the suite itself wrote it. */
    boolean ours() {
      return header(OURS).isPresent();
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.lastHeader(name)).map(header -> new String(header.value()));
    }
  }

  private Journal(String bootstrapServers) {
    settings = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
        "enable.auto.commit", "false", "auto.offset.reset", "earliest", "default.api.timeout.ms", 5000,
        "metadata.max.age.ms", 2000, "reconnect.backoff.max.ms", 500);
    thread.setDaemon(true);
  }

  /** Begins at the beginning and goes on, whatever happens to the broker. */
  static Journal follow(String bootstrapServers) {
    Journal journal = new Journal(bootstrapServers);
    journal.thread.start();
    return journal;
  }

  /** Everything that is there now. */
  static Journal read(String bootstrapServers) {
    Journal journal = new Journal(bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer = journal.consumer()) {
      List<TopicPartition> partitions = journal.assign(consumer);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        journal.take(consumer);
      }
    }
    return journal;
  }

  /** Everything of one topic so far, each partition in its order. */
  synchronized List<Entry> of(String topic) {
    return List.copyOf(entries.getOrDefault(topic, List.of()));
  }

  /** As {@link #of}, from the entry of this index on. */
  synchronized List<Entry> from(String topic, int index) {
    List<Entry> all = entries.getOrDefault(topic, List.of());
    return List.copyOf(all.subList(Math.min(index, all.size()), all.size()));
  }

  synchronized Set<String> topics() {
    return Set.copyOf(entries.keySet());
  }

  /** How many records it holds. */
  synchronized int size() {
    return entries.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Waits until it has everything that is committed or still open now: a transaction that its owner has left open holds
   * readers up until the broker ends it.
   */
  void awaitCurrent() {
    Wait.until("the journal to be current", () -> {
      Map<String, Object> uncommitted = new HashMap<>(settings);
      uncommitted.put("isolation.level", "read_uncommitted");
      try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(uncommitted, new StringDeserializer(),
          new ByteArrayDeserializer())) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
        Wait.until("the journal to reach " + ends, () -> reached(ends));
        return true;
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void follow() {
    while (!closed) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        List<TopicPartition> known = assign(consumer);
        known.forEach(partition -> consumer.seek(partition, position(partition)));
        // Dead-letter topics of the evaluators come when the first of them starts.
        while (!closed && partitions(consumer).size() == known.size()) {
          for (int i = 0; i < 20 && !closed; i++) {
            take(consumer);
          }
        }
      } catch (WakeupException e) {
        return;
      } catch (KafkaException e) {
        pause();
      }
    }
  }

  private synchronized long position(TopicPartition partition) {
    return positions.getOrDefault(partition, 0L);
  }

  private void take(KafkaConsumer<String, byte[]> consumer) {
    var records = consumer.poll(POLL);
    synchronized (this) {
      for (ConsumerRecord<String, byte[]> record : records) {
        entries.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(Entry.of(record));
      }
      consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
    }
  }

  private List<TopicPartition> assign(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    return partitions;
  }

  private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    return consumer.listTopics().entrySet().stream()
        .filter(topic -> topic.getKey().startsWith("gan.") && !LEFT_OUT.contains(topic.getKey()))
        .flatMap(topic -> topic.getValue().stream())
        .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
