package org.improvedgan.checkpoints;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ChunkLocation;

/**
 * Deletes the beginning of the chunks up to the first one that a live checkpoint, or one that is being published, still
 * needs. Chunks that lie behind such a one are freed by compaction instead, because they have tombstones.
 */
final class ChunkPruning implements AutoCloseable {
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  /** Other publishers commit within moments; where one has died, a later call frees. */
  private static final Duration OTHERS = Duration.ofSeconds(5);

  private final Admin admin;
  private final ManifestLog manifests;

  ChunkPruning(Map<String, Object> kafka, ManifestLog manifests) {
    this.admin = KafkaClients.admin(kafka);
    this.manifests = manifests;
  }

  /** Reads all manifests that are visible now. */
  void catchUp() {
    long end = manifests.end();
    readUntil(() -> manifests.position() >= end, CATCH_UP);
  }

  /** Reads until the checkpoint is visible: a commit returns a moment before that. */
  void catchUp(String id, CheckpointManifest manifest) {
    readUntil(() -> manifest.equals(manifests.live().get(id)), CATCH_UP);
  }

  /**
   * Deletes what the pruned checkpoints leave at the beginning of their partitions.
   *
   * <p>The order of the steps makes it safe beside other publishers. A transaction that is open in the first step has
   * all its chunks at or behind the last stable offset, which bounds the deletion. One that was committed before the
   * first step has its manifest in front of the end that the second step reads, and the third step waits for it.
   */
  void free(Collection<CheckpointManifest> pruned) {
    Set<TopicPartition> partitions =
        pruned.stream().map(CheckpointManifest::getChunks).map(ChunkPruning::partition).collect(Collectors.toSet());
    Map<TopicPartition, Long> limits = new HashMap<>();
    partitions.forEach(partition -> limits.put(partition, end(partition, IsolationLevel.READ_COMMITTED)));
    long end = end(ManifestLog.PARTITION, IsolationLevel.READ_UNCOMMITTED);
    readUntil(() -> manifests.position() >= end, OTHERS);
    for (CheckpointManifest live : manifests.live().values()) {
      ChunkLocation chunks = live.getChunks();
      limits.computeIfPresent(partition(chunks), (p, limit) -> Math.min(limit, chunks.getFirstOffset()));
    }
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    limits.forEach((partition, limit) -> deletions.put(partition, RecordsToDelete.beforeOffset(limit)));
    await(admin.deleteRecords(deletions).all());
  }

  @Override
  public void close() {
    admin.close();
  }

  private void readUntil(BooleanSupplier done, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      manifests.poll(Duration.ofMillis(100));
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("The manifests could not be read to their end within " + patience.toSeconds()
            + " seconds.");
      }
    }
  }

  private long end(TopicPartition partition, IsolationLevel isolation) {
    return await(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)).offset();
  }

  private static TopicPartition partition(ChunkLocation chunks) {
    return new TopicPartition(chunks.getTopic(), chunks.getPartition());
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", e);
    }
  }
}
