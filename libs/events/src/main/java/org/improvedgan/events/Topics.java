package org.improvedgan.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Every topic of the system: its name, partitions and how long it keeps what it holds. {@code docs/events.md} says
 * what is in them.
 *
 * <p>Nothing is ever deleted by age except training progress and the steps of evaluations: events are small, and chunks
 * are freed by their publisher, which alone knows which are still needed.
 */
public final class Topics {
  public static final String TRAINING_REQUESTS = "gan.training-requests";
  public static final String TRAINING_PROGRESS = "gan.training-progress";
  public static final String CHECKPOINTS = "gan.checkpoints";
  public static final String CHECKPOINT_CHUNKS = "gan.checkpoint-chunks";
  public static final String EVALUATION_TASKS = "gan.evaluation-tasks";
  public static final String EVALUATION_PARTS = "gan.evaluation-parts";
  public static final String EVALUATIONS = "gan.evaluations";
  public static final String HUMAN_RATINGS = "gan.human-ratings";
  public static final String HUMAN_RESULTS = "gan.human-results";

  /** Consumer group of the trainers; they share the training requests. */
  public static final String TRAINER_GROUP = "trainer";
  /** In the name of the dead-letter topic of everyone that follows the checkpoints from the beginning. */
  public static final String CATALOG = "catalog";

  /** In the name of the dead-letter topic of the samplers. */
  public static final String SAMPLER = "sampler";

  /** In the name of the dead-letter topic of the human evaluation. */
  public static final String HUMAN_EVAL = "human-eval";

  private static final String FOREVER = "-1";
  private static final String WEEK = String.valueOf(7L * 24 * 60 * 60 * 1000);
  private static final String MONTH = String.valueOf(30L * 24 * 60 * 60 * 1000);

  private Topics() {
  }

  /** The topic for records that consumers of {@code consumerGroup} cannot handle, e.g.
   * {@code gan.training-requests.trainer.dead-letter}. */
  public static String deadLetter(String topic, String consumerGroup) {
    return topic + "." + consumerGroup + ".dead-letter";
  }

  /** All topics with their settings, for {@link Admin#createTopics}. The broker chooses the replication. */
  public static List<NewTopic> all() {
    return List.of(
        topic(TRAINING_REQUESTS, 4, kept(FOREVER)),
        topic(TRAINING_PROGRESS, 4, kept(WEEK)),
        topic(CHECKPOINTS, 1, compacted()),
        topic(CHECKPOINT_CHUNKS, 4, chunks()),
        // As many as an evaluation usually has splits: each instance gets its share of every evaluation.
        topic(EVALUATION_TASKS, 10, kept(MONTH)),
        topic(EVALUATION_PARTS, 4, kept(MONTH)),
        topic(EVALUATIONS, 1, kept(FOREVER)),
        topic(HUMAN_RATINGS, 4, kept(FOREVER)),
        topic(HUMAN_RESULTS, 1, compacted()),
        deadLetterTopic(TRAINING_REQUESTS, TRAINER_GROUP),
        // Compacted, because each follower reports the same broken manifest again whenever it starts.
        topic(deadLetter(CHECKPOINTS, CATALOG), 1, compacted()),
        // One record for each refused checkpoint, keyed by its id.
        topic(deadLetter(CHECKPOINTS, SAMPLER), 1, compacted()),
        // As that of the catalog: evaluations are read from the beginning at every start.
        topic(deadLetter(EVALUATIONS, HUMAN_EVAL), 1, compacted()));
  }

  /** A dead-letter topic that keeps everything. */
  public static NewTopic deadLetterTopic(String topic, String consumerGroup) {
    return topic(deadLetter(topic, consumerGroup), 1, kept(FOREVER));
  }

  /**
   * Creates the topics that do not exist yet and leaves the others as they are; any number of services may do so at
   * once.
   *
   * @throws KafkaException when the broker cannot be reached or refuses
   */
  public static void createAll(Admin admin) {
    create(admin, all());
  }

  /** As {@link #createAll}, for these topics. */
  public static void create(Admin admin, List<NewTopic> topics) {
    List<KafkaException> failures = new ArrayList<>();
    admin.createTopics(topics).values().forEach((name, created) -> {
      try {
        created.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          failures.add(new KafkaException("Could not create topic " + name + ": " + e.getCause().getMessage(),
              e.getCause()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(new KafkaException("Interrupted while creating topic " + name, e));
      }
    });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /**
   * Records have the broker's time. With their sender's, Kafka would take nothing from a sender whose clock is more than
   * an hour fast, and delete too early what comes from one that is slow.
   */
  private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
    Map<String, String> all = new HashMap<>(configs);
    all.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(all);
  }

  private static Map<String, String> kept(String retentionMs) {
    return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG, retentionMs, TopicConfig.RETENTION_BYTES_CONFIG, FOREVER);
  }

  private static Map<String, String> compacted() {
    return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  /**
   * Pruned checkpoints are freed in two ways: at the beginning of the log at once by {@link Admin#deleteRecords}, which
   * Kafka allows only with the policy "delete", and between checkpoints that stay by compaction.
   */
  private static Map<String, String> chunks() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG, FOREVER,
        TopicConfig.RETENTION_BYTES_CONFIG, FOREVER,
        // The disk is freed by whole segments.
        TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 << 20),
        // A chunk holds at most 1,000,000 bytes of a part; the rest is for its envelope.
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(2 << 20));
  }
}
