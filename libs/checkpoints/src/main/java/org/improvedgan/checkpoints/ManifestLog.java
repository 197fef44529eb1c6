package org.improvedgan.checkpoints;

import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.CheckpointManifest;

/**
 * The live checkpoints as the compacted topic tells them: reads it from the beginning and applies each manifest and
 * each tombstone. Not thread-safe.
 */
final class ManifestLog implements AutoCloseable {
  /** One partition, so that its order is the order of publication. */
  static final TopicPartition PARTITION = new TopicPartition(Topics.CHECKPOINTS, 0);

  /** In the trace of its record, a manifest was published, or {@code id} was pruned ({@code manifest} null). */
  record Change(String id, CheckpointManifest manifest, Context trace) {
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final UnaryOperator<CheckpointManifest> view;
  private final BiConsumer<ConsumerRecord<String, byte[]>, String> onBroken;
  private final Map<String, CheckpointManifest> live = new LinkedHashMap<>();

  /**
   * @param view what is kept and told of a manifest
   * @param onBroken told of each record that is not a manifest, with the reason
   */
  ManifestLog(Map<String, Object> kafka, UnaryOperator<CheckpointManifest> view,
      BiConsumer<ConsumerRecord<String, byte[]>, String> onBroken) {
    this.consumer = KafkaClients.consumer(kafka, "earliest");
    this.view = view;
    this.onBroken = onBroken;
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
  }

  /** Live checkpoints by id, in the order of publication. */
  Map<String, CheckpointManifest> live() {
    return live;
  }

  /** Waits at most {@code timeout} for something new and applies it. */
  List<Change> poll(Duration timeout) {
    List<Change> changes = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
      apply(record, changes);
    }
    return changes;
  }

  /** Offset after the last committed record now. */
  long end() {
    return consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
  }

  /** Offset of the next record to read. */
  long position() {
    return consumer.position(PARTITION);
  }

  /** Makes a {@link #poll} in another thread throw a WakeupException. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void apply(ConsumerRecord<String, byte[]> record, List<Change> changes) {
    String id = record.key();
    if (record.value() == null) {
      if (live.remove(id) != null) {
        changes.add(new Change(id, null, Traces.of(record.headers())));
      }
      return;
    }
    try {
      CheckpointManifest manifest = view.apply(EventType.CHECKPOINT_PUBLISHED.parse(record.value()));
      if (!manifest.getCheckpointId().equals(id)) {
        throw new EventException("A manifest names checkpoint '" + manifest.getCheckpointId() + "' but its key is '"
            + id + "'.");
      }
      // Published again: it moves to the end.
      live.remove(id);
      live.put(id, manifest);
      changes.add(new Change(id, manifest, Traces.of(record.headers())));
    } catch (EventException e) {
      onBroken.accept(record, e.getMessage());
    }
  }
}
