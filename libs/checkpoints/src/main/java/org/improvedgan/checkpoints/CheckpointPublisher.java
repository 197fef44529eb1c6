package org.improvedgan.checkpoints;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ChunkLocation;

/**
 * Publishes checkpoints: all chunks and the manifest in one transaction, so that half a checkpoint is never visible.
 * Keeps the last checkpoints of each run that it publishes and frees the older ones.
 *
 * <p>A publisher fences every earlier one with the same transactional id, in this or any other process: a trainer that
 * takes over a run shuts out the one that lost it. After a failure other than {@link Reason#FENCED} the same publisher
 * can be used again. Not thread-safe.
 */
public final class CheckpointPublisher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CheckpointPublisher.class.getName());

  private final Map<String, Object> kafka;
  private final String transactionalId;
  private final String source;
  private final int keepLast;
  private final ManifestLog manifests;
  private final ChunkPruning pruning;
  private KafkaProducer<String, byte[]> producer;

  /**
   * Connects and fences earlier publishers.
   *
   * @param kafka connection settings, at least {@code bootstrap.servers}
   * @param transactionalId one for each run that may be published at the same time
   * @param keepLast how many checkpoints of a run stay, from 1
   * @throws CheckpointException when Kafka does not answer
   */
  public CheckpointPublisher(Map<String, Object> kafka, String transactionalId, int keepLast) {
    if (keepLast < 1) {
      throw new IllegalArgumentException("At least 1 checkpoint of a run must be kept, not " + keepLast + ".");
    }
    this.kafka = Map.copyOf(kafka);
    this.transactionalId = transactionalId;
    this.source = "/checkpoint-publisher/" + transactionalId;
    this.keepLast = keepLast;
    Map<String, Object> impatient = new HashMap<>(kafka);
    // What was just committed is awaited: Kafka's half a second would be added to every publication.
    impatient.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    this.manifests = new ManifestLog(impatient, UnaryOperator.identity(), (record, reason) -> { });
    this.pruning = new ChunkPruning(kafka, manifests);
    try {
      connect();
    } catch (CheckpointException e) {
      close();
      throw e;
    }
  }

  /**
   * Publishes a checkpoint, unless one with its id is already there. Returns when everybody can see it.
   *
   * @return the manifest as published, now or before
   * @throws CheckpointException when a newer publisher has taken over, or Kafka does not answer; then nothing of it is
   *     visible
   */
  public CheckpointManifest publish(CheckpointBundle bundle) {
    return publish(bundle, false);
  }

  /** As {@link #publish}, but takes the place of a checkpoint with the same id, which turned out to be broken. */
  public CheckpointManifest replace(CheckpointBundle bundle) {
    return publish(bundle, true);
  }

  /**
   * The checkpoints of a run that are there now, by epoch. Whatever an earlier publisher of the same transactional id
   * had committed is among them, and nothing of it can follow.
   *
   * @throws CheckpointException when Kafka does not answer
   */
  public List<CheckpointManifest> published(String runId) {
    try {
      pruning.catchUp();
      return ofRun(runId, Comparator.naturalOrder());
    } catch (KafkaException e) {
      throw failure("The checkpoints of run " + runId + " could not be listed", e);
    }
  }

  @Override
  public void close() {
    disconnect();
    pruning.close();
    manifests.close();
  }

  private CheckpointManifest publish(CheckpointBundle bundle, boolean replace) {
    String id = bundle.manifest().getCheckpointId();
    try {
      connect();
      pruning.catchUp();
      CheckpointManifest published = manifests.live().get(id);
      if (published == null || replace) {
        published = Traces.span("publish checkpoint", SpanKind.PRODUCER, Context.current(), id, () -> send(bundle));
      }
      prune(published);
      return published;
    } catch (KafkaException e) {
      throw failure("Checkpoint " + id + " could not be published", e);
    }
  }

  private CheckpointManifest send(CheckpointBundle bundle) {
    String id = bundle.manifest().getCheckpointId();
    List<CheckpointChunk> chunks = Chunks.of(id, bundle.parts());
    int partition = partition(bundle.manifest().getRunId());
    producer.beginTransaction();
    long firstOffset = sendAndWait(EventType.CHECKPOINT_CHUNK.record(source, partition, chunks.get(0)));
    // Failures of these surface in commitTransaction.
    chunks.stream().skip(1).forEach(chunk ->
        producer.send(EventType.CHECKPOINT_CHUNK.record(source, partition, chunk)));
    CheckpointManifest manifest = bundle.manifest().toBuilder()
        .setChunks(ChunkLocation.newBuilder()
            .setTopic(Topics.CHECKPOINT_CHUNKS)
            .setPartition(partition)
            .setFirstOffset(firstOffset)
            .setChunkCount(chunks.size()))
        .build();
    producer.send(EventType.CHECKPOINT_PUBLISHED.record(source, ManifestLog.PARTITION.partition(), manifest));
    producer.commitTransaction();
    pruning.catchUp(id, manifest);
    return manifest;
  }

  private long sendAndWait(ProducerRecord<String, byte[]> record) {
    try {
      return producer.send(record).get().offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", e);
    }
  }

  /** All checkpoints of a run go to one partition; runs spread over the partitions. */
  private int partition(String runId) {
    return Math.floorMod(runId.hashCode(), producer.partitionsFor(Topics.CHECKPOINT_CHUNKS).size());
  }

  /** The new checkpoint is safe by now, so pruning that fails is only told: the next publication repeats it. */
  private void prune(CheckpointManifest latest) {
    try {
      List<CheckpointManifest> superseded =
          ofRun(latest.getRunId(), Comparator.reverseOrder()).stream().skip(keepLast).toList();
      if (superseded.isEmpty()) {
        return;
      }
      producer.beginTransaction();
      superseded.forEach(this::bury);
      producer.commitTransaction();
      pruning.free(superseded);
    } catch (KafkaException e) {
      LOG.log(System.Logger.Level.WARNING, "Old checkpoints of run " + latest.getRunId()
          + " were not freed yet, the next checkpoint will do it: " + e.getMessage());
      disconnect();
    }
  }

  private List<CheckpointManifest> ofRun(String runId, Comparator<Integer> epochs) {
    return manifests.live().values().stream()
        .filter(manifest -> manifest.getRunId().equals(runId))
        .sorted(Comparator.comparing(CheckpointManifest::getEpoch, epochs))
        .toList();
  }

  private void bury(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    ChunkLocation chunks = manifest.getChunks();
    producer.send(new ProducerRecord<>(ManifestLog.PARTITION.topic(), ManifestLog.PARTITION.partition(), id, null));
    for (int index = 0; index < chunks.getChunkCount(); index++) {
      producer.send(new ProducerRecord<>(chunks.getTopic(), chunks.getPartition(), EventType.chunkKey(id, index), null));
    }
  }

  private void connect() {
    if (producer != null) {
      return;
    }
    producer = KafkaClients.producer(kafka, transactionalId);
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw failure("Publisher " + transactionalId + " cannot start", e);
    }
  }

  /** A transaction whose outcome is unknown is settled by the next producer of the same transactional id. */
  private void disconnect() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  private CheckpointException failure(String what, KafkaException e) {
    if (isFenced(e)) {
      return new CheckpointException(Reason.FENCED,
          what + ": another publisher has taken over " + transactionalId + ".", e);
    }
    disconnect();
    return new CheckpointException(Reason.UNAVAILABLE, what + ": " + e.getMessage(), e);
  }

  private static boolean isFenced(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }
}
