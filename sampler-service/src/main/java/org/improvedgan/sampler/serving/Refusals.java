package org.improvedgan.sampler.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.checkpoints.CheckpointDeadLetters;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.jboss.logging.Logger;

/**
 * The checkpoints that cannot be sampled, and why: for whoever asks for them, for the health data, counted by kind, and
 * set aside in the dead-letter topic, once for each checkpoint and sentence however many samplers refuse it.
 */
final class Refusals implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Refusals.class);
  private static final long PATIENCE_SECONDS = 5;

  private final Map<String, Object> kafka;
  private final MeterRegistry metrics;
  private final Map<String, String> reasons = new ConcurrentHashMap<>();
  private volatile String last;
  /** Kafka may be slow, or away: nobody waits for it. */
  private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
    Thread thread = new Thread(LogIds.without(work), "refusals");
    thread.setDaemon(true);
    return thread;
  });
  private CheckpointDeadLetters letters;

  Refusals(Map<String, Object> kafka, MeterRegistry metrics) {
    this.kafka = kafka;
    this.metrics = metrics;
  }

  /**
   * A checkpoint is refused.
   *
   * @param kind of the fault, one word; the counter's label
   * @param reason one sentence
   */
  void add(CheckpointManifest manifest, String kind, String reason) {
    String id = manifest.getCheckpointId();
    reasons.put(id, reason);
    last = id + ": " + reason;
    Counter.builder("gan.sampler.checkpoints.refused").description("Checkpoints that cannot be sampled")
        .tag("reason", kind).register(metrics).increment();
    writer.execute(() -> setAside(manifest, reason));
  }

  /** Why the checkpoint cannot be sampled; empty if it can, as far as is known. */
  Optional<String> reason(String checkpointId) {
    return Optional.ofNullable(reasons.get(checkpointId));
  }

  boolean contains(String checkpointId) {
    return reasons.containsKey(checkpointId);
  }

  /** It was pruned, or published anew. */
  void forget(String checkpointId) {
    reasons.remove(checkpointId);
  }

  /** How many are refused now. */
  int count() {
    return reasons.size();
  }

  /** Id and reason of the last one. */
  Optional<String> last() {
    return Optional.ofNullable(last);
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private void setAside(CheckpointManifest manifest, String reason) {
    try (LogIds ids = LogIds.ofCheckpoint(manifest.getRunId(), manifest.getCheckpointId())) {
      writeAside(manifest, reason);
    }
  }

  private void writeAside(CheckpointManifest manifest, String reason) {
    try {
      if (letters == null) {
        letters = new CheckpointDeadLetters(kafka, Topics.SAMPLER);
      }
      letters.add(manifest, reason);
    } catch (KafkaException e) {
      LOG.warnf("The refused checkpoint %s could not be set aside in %s: %s", manifest.getCheckpointId(),
          Topics.deadLetter(Topics.CHECKPOINTS, Topics.SAMPLER), e.getMessage());
    }
  }

  @Override
  public void close() {
    writer.execute(() -> {
      if (letters != null) {
        letters.close();
      }
    });
    writer.shutdown();
    try {
      writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
