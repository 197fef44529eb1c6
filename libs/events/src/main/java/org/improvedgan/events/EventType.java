package org.improvedgan.events;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingRequested;

/**
 * A kind of event: one message, one topic, one CloudEvents type, one rule for the key. The constants are all there are.
 *
 * @param <M> its Protobuf message
 */
public final class EventType<M extends Message> {
  public static final EventType<TrainingRequested> TRAINING_REQUESTED = new EventType<>(
      "org.improvedgan.training.requested.v1", Topics.TRAINING_REQUESTS, TrainingRequested.parser(),
      TrainingRequested::getRunId, message -> UUID.randomUUID().toString());

  public static final EventType<TrainingProgressed> TRAINING_PROGRESSED = new EventType<>(
      "org.improvedgan.training.progressed.v1", Topics.TRAINING_PROGRESS, TrainingProgressed.parser(),
      TrainingProgressed::getRunId, message -> UUID.randomUUID().toString());

  public static final EventType<CheckpointManifest> CHECKPOINT_PUBLISHED = new EventType<>(
      "org.improvedgan.checkpoint.published.v1", Topics.CHECKPOINTS, CheckpointManifest.parser(),
      CheckpointManifest::getCheckpointId, CheckpointManifest::getCheckpointId);

  /** Keyed by checkpoint and position, so that compaction frees the chunks of a pruned checkpoint one by one. */
  public static final EventType<CheckpointChunk> CHECKPOINT_CHUNK = new EventType<>(
      "org.improvedgan.checkpoint.chunk.v1", Topics.CHECKPOINT_CHUNKS, CheckpointChunk.parser(),
      chunk -> chunkKey(chunk.getCheckpointId(), chunk.getIndex()),
      chunk -> chunkKey(chunk.getCheckpointId(), chunk.getIndex()));

  /** Keyed by evaluation and split. */
  public static final EventType<EvaluationTask> EVALUATION_PLANNED = new EventType<>(
      "org.improvedgan.evaluation.planned.v1", Topics.EVALUATION_TASKS, EvaluationTask.parser(),
      EventType::splitKey, task -> splitKey(task) + "/" + plan(task));

  /** Keyed by evaluation, so that its parts meet in one partition. */
  public static final EventType<EvaluationPart> EVALUATION_PART = new EventType<>(
      "org.improvedgan.evaluation.part.v1", Topics.EVALUATION_PARTS, EvaluationPart.parser(),
      part -> part.getTask().getEvaluationId(), part -> splitKey(part.getTask()) + "/" + plan(part.getTask()));

  public static final EventType<EvaluationCompleted> EVALUATION_COMPLETED = new EventType<>(
      "org.improvedgan.evaluation.completed.v1", Topics.EVALUATIONS, EvaluationCompleted.parser(),
      EvaluationCompleted::getEvaluationId, EvaluationCompleted::getEvaluationId);

  public static final EventType<HumanRated> HUMAN_RATED = new EventType<>(
      "org.improvedgan.human.rated.v1", Topics.HUMAN_RATINGS, HumanRated.parser(),
      HumanRated::getStudyId, HumanRated::getRatingId);

  public static final EventType<HumanWithdrawn> HUMAN_WITHDRAWN = new EventType<>(
      "org.improvedgan.human.withdrawn.v1", Topics.HUMAN_RATINGS, HumanWithdrawn.parser(),
      HumanWithdrawn::getStudyId, withdrawn -> withdrawn.getSessionId() + "/withdrawn");

  /** Nothing but what it says tells one result from the next: totals can fall when somebody withdraws. */
  public static final EventType<HumanResult> HUMAN_RESULT = new EventType<>(
      "org.improvedgan.human.result.v1", Topics.HUMAN_RESULTS, HumanResult.parser(), EventType::resultKey,
      result -> resultKey(result) + "/" + UUID.nameUUIDFromBytes(result.toByteArray()));

  private final String type;
  private final String topic;
  private final Parser<M> parser;
  private final Function<M, String> key;
  private final Function<M, String> id;

  private EventType(String type, String topic, Parser<M> parser, Function<M, String> key, Function<M, String> id) {
    this.type = type;
    this.topic = topic;
    this.parser = parser;
    this.key = key;
    this.id = id;
  }

  /** Key of a chunk: checkpoint id, slash, position from 0. */
  public static String chunkKey(String checkpointId, int index) {
    return checkpointId + "/" + index;
  }

  private static String splitKey(EvaluationTask task) {
    return task.getEvaluationId() + "/" + task.getSplit();
  }

  private static String plan(EvaluationTask task) {
    return task.getAnnouncedPartition() + "-" + task.getAnnouncedOffset();
  }

  /** Results from before there were arms have none in their key. */
  private static String resultKey(HumanResult result) {
    String checkpoint = result.getStudyId() + "/" + result.getCheckpointId();
    return result.getArm().isEmpty() ? checkpoint : checkpoint + "/" + result.getArm();
  }

  /** The CloudEvents type. */
  public String type() {
    return type;
  }

  public String topic() {
    return topic;
  }

  /** The Kafka key of {@code message}; also the CloudEvents subject. */
  public String key(M message) {
    return key.apply(message);
  }

  /**
   * The record to send, for producers with a String and a byte array serializer. It belongs to the current trace, if
   * there is one.
   *
   * @param source who sends it, e.g. {@code /trainer-service}
   */
  public ProducerRecord<String, byte[]> record(String source, M message) {
    return record(source, null, message);
  }

  /** As {@link #record(String, Message)}, to a partition of the caller's choice; null leaves it to the producer. */
  public ProducerRecord<String, byte[]> record(String source, Integer partition, M message) {
    String key = key(message);
    List<Header> headers = CloudEvents.headers(type, source, id.apply(message), key);
    Traces.addTo(headers);
    return new ProducerRecord<>(topic, partition, key, message.toByteArray(), headers);
  }

  /**
   * Reads a record's value.
   *
   * @throws EventException when it is absent or not this message
   */
  public M parse(byte[] value) {
    if (value == null) {
      throw new EventException("A record of " + topic + " has no value.");
    }
    try {
      return parser.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new EventException("A record of " + topic + " is not a " + type + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return type;
  }
}
