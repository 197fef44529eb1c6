package org.improvedgan.checkpoints;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ChunkLocation;

/** Reads the files of a checkpoint and verifies their size and SHA-256. Thread-safe; one reads at a time. */
public final class CheckpointReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> kafka;
  private final KafkaConsumer<String, byte[]> consumer;

  /** @param kafka connection settings, at least {@code bootstrap.servers} */
  public CheckpointReader(Map<String, Object> kafka) {
    this.kafka = Map.copyOf(kafka);
    this.consumer = KafkaClients.consumer(kafka, "none");
  }

  /**
   * Reads some parts of a checkpoint; stops as soon as it has them.
   *
   * @param manifest as the topic of manifests gave it
   * @param parts names of the parts wanted; the checkpoint must have them
   * @return the bytes by name, in the manifest's order
   * @throws CheckpointException when the checkpoint was pruned, is broken, or Kafka does not answer for 30 seconds
   */
  public synchronized Map<String, byte[]> read(CheckpointManifest manifest, Set<String> parts) {
    String id = manifest.getCheckpointId();
    PartAssembly assembly = new PartAssembly(manifest, parts);
    ChunkLocation chunks = manifest.getChunks();
    TopicPartition partition = new TopicPartition(chunks.getTopic(), chunks.getPartition());
    try {
      requirePlace(id, partition, chunks);
      consumer.assign(List.of(partition));
      consumer.seek(partition, chunks.getFirstOffset());
      readChunks(id, partition, chunks, assembly);
      return assembly.verified();
    } catch (EventException e) {
      throw new CheckpointException(Reason.BROKEN, "Checkpoint " + id + " is broken: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new CheckpointException(Reason.UNAVAILABLE,
          "Checkpoint " + id + " could not be read: " + e.getMessage(), e);
    }
  }

  /** As {@link #read(CheckpointManifest, Set)}, with all parts. */
  public Map<String, byte[]> read(CheckpointManifest manifest) {
    Set<String> all = new LinkedHashSet<>();
    manifest.getPartsList().forEach(part -> all.add(part.getName()));
    return read(manifest, all);
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }

  /** Waiting for a topic or partition that does not exist would look as if Kafka were away. */
  private void requirePlace(String id, TopicPartition partition, ChunkLocation chunks) {
    boolean there;
    try {
      there = chunks.getFirstOffset() >= 0 && consumer.partitionsFor(partition.topic()).stream()
          .anyMatch(known -> known.partition() == partition.partition());
    } catch (InvalidTopicException e) {
      there = false;
    }
    if (!there) {
      throw elsewhere(id, partition, chunks);
    }
  }

  private void readChunks(String id, TopicPartition partition, ChunkLocation chunks, PartAssembly assembly) {
    Predicate<ConsumerRecord<String, byte[]>> ours =
        record -> record.key() != null && record.value() != null && record.key().startsWith(id + "/");
    boolean first = true;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!assembly.complete()) {
      long before = consumer.position(partition);
      for (ConsumerRecord<String, byte[]> record : poll(id, partition, chunks)) {
        if (first && !(ours.test(record) && record.offset() == chunks.getFirstOffset())) {
          throw missing(id, partition, chunks);
        }
        first = false;
        if (ours.test(record) && !assembly.complete()) {
          CheckpointChunk chunk = EventType.CHECKPOINT_CHUNK.parse(record.value());
          if (chunk.getCheckpointId().equals(id)) {
            assembly.add(chunk);
          }
        }
      }
      if (consumer.position(partition) > before) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (!assembly.complete() && consumer.position(partition) >= end(partition)) {
        throw missing(id, partition, chunks);
      } else if (System.nanoTime() > deadline) {
        throw new CheckpointException(Reason.UNAVAILABLE, "Checkpoint " + id + " could not be read: Kafka sent nothing "
            + "for " + PATIENCE.toSeconds() + " seconds.");
      }
    }
  }

  private List<ConsumerRecord<String, byte[]>> poll(String id, TopicPartition partition, ChunkLocation chunks) {
    try {
      return consumer.poll(POLL).records(partition);
    } catch (OffsetOutOfRangeException e) {
      throw missing(id, partition, chunks);
    }
  }

  /**
   * End of the partition with what is not yet committed. The manifest can be visible a moment before its chunks are,
   * although they were committed together; so the last stable offset is no proof that chunks are missing.
   */
  private long end(TopicPartition partition) {
    try (Admin admin = KafkaClients.admin(kafka)) {
      return admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get().offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Pruning takes the first chunk away, be it with the beginning of the log or by its tombstone. */
  private CheckpointException missing(String id, TopicPartition partition, ChunkLocation chunks) {
    if (end(partition) <= chunks.getFirstOffset()) {
      return elsewhere(id, partition, chunks);
    }
    try {
      consumer.seek(partition, chunks.getFirstOffset());
      for (ConsumerRecord<String, byte[]> record : consumer.poll(PATIENCE).records(partition)) {
        if (record.offset() > chunks.getFirstOffset()) {
          return pruned(id);
        }
        break;
      }
    } catch (OffsetOutOfRangeException e) {
      Long start = consumer.beginningOffsets(List.of(partition)).get(partition);
      if (start > chunks.getFirstOffset()) {
        return pruned(id);
      }
    }
    return elsewhere(id, partition, chunks);
  }

  private static CheckpointException elsewhere(String id, TopicPartition partition, ChunkLocation chunks) {
    return new CheckpointException(Reason.BROKEN, "Checkpoint " + id + " is broken: its chunks are not where its "
        + "manifest says (" + partition + " from offset " + chunks.getFirstOffset() + ").");
  }

  private static CheckpointException pruned(String id) {
    return new CheckpointException(Reason.PRUNED,
        "Checkpoint " + id + " was removed to make room for newer ones of its run.");
  }
}
