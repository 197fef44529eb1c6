package org.improvedgan.sampler.serving;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.jboss.logging.Logger;

/**
 * What is known of checkpoints by name of the metric: the scores of {@code gan.evaluations}, and the metrics that their
 * manifests carry. Scores of different protocols cannot be compared: of the candidates for "best" only those count that
 * were scored by the protocol of the latest evaluation among them. Thread-safe.
 */
final class Scores implements AutoCloseable {

  /** The metric that is meant when none is named. */
  static final String INCEPTION_SCORE = "inception_score";
  private static final String FID = "fid";

  private static final Logger LOG = Logger.getLogger(Scores.class);

  /** An evaluation's numbers; {@code order} tells the later one. */
  private record Score(ScoreProtocol protocol, long order, Map<String, Double> metrics) {
  }

  private final Consumer<String> onScored;
  private final TopicFollower follower;
  private final Map<String, Map<ScoreProtocol, Score>> byCheckpoint = new HashMap<>();
  private long order;

  /** @param onScored told the id of each checkpoint whose score became known */
  Scores(Map<String, Object> kafka, Consumer<String> onScored) {
    this.onScored = onScored;
    Map<String, Object> consumer = new HashMap<>(kafka);
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    follower = new TopicFollower(List.of(Topics.EVALUATIONS), consumer, this::accept);
  }

  /** Starts to follow the evaluations; their topic must exist. */
  void start() {
    follower.start();
  }

  /** All numbers of a checkpoint that are known; where it was scored by several protocols, those of the latest. */
  Map<String, Double> of(CheckpointManifest manifest) {
    Map<String, Double> all = new HashMap<>(manifest.getMetricsMap());
    synchronized (this) {
      byCheckpoint.getOrDefault(manifest.getCheckpointId(), Map.of()).values().stream()
          .max(Comparator.comparingLong(Score::order)).ifPresent(latest -> all.putAll(latest.metrics()));
    }
    return all;
  }

  /**
   * The best of the candidates, of equal ones the last; empty where none has this metric. Inception scores are best when
   * high, everything else when low.
   */
  Optional<CheckpointManifest> best(List<CheckpointManifest> candidates, String metric) {
    Map<String, Double> values = metric.equals(INCEPTION_SCORE) || metric.equals(FID)
        ? scores(candidates, metric) : manifestMetrics(candidates, metric);
    double sign = metric.equals(INCEPTION_SCORE) ? 1 : -1;
    Optional<CheckpointManifest> best = Optional.empty();
    double highest = Double.NEGATIVE_INFINITY;
    for (CheckpointManifest candidate : candidates) {
      Double value = values.get(candidate.getCheckpointId());
      if (value != null && sign * value >= highest) {
        highest = sign * value;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  private synchronized Map<String, Double> scores(List<CheckpointManifest> candidates, String metric) {
    List<String> ids = candidates.stream().map(CheckpointManifest::getCheckpointId).toList();
    Map<String, Double> values = new HashMap<>();
    ids.stream().flatMap(id -> byCheckpoint.getOrDefault(id, Map.of()).values().stream())
        .filter(score -> score.metrics().containsKey(metric))
        .max(Comparator.comparingLong(Score::order))
        .map(Score::protocol)
        .ifPresent(protocol -> ids.forEach(id -> {
          Score score = byCheckpoint.getOrDefault(id, Map.of()).get(protocol);
          if (score != null && score.metrics().containsKey(metric)) {
            values.put(id, score.metrics().get(metric));
          }
        }));
    return values;
  }

  private static Map<String, Double> manifestMetrics(List<CheckpointManifest> candidates, String metric) {
    Map<String, Double> values = new HashMap<>();
    for (CheckpointManifest candidate : candidates) {
      Double value = candidate.getMetricsMap().get(metric);
      if (value != null && !value.isNaN()) {
        values.put(candidate.getCheckpointId(), value);
      }
    }
    return values;
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    EvaluationCompleted evaluation;
    try {
      evaluation = EventType.EVALUATION_COMPLETED.parse(record.value());
    } catch (EventException e) {
      LOG.warnf("Record %d of %s is no evaluation and does not count: %s", record.offset(), record.topic(),
          e.getMessage());
      return;
    }
    if (!evaluation.hasCheckpoint()) {
      return;
    }
    Map<String, Double> metrics = new HashMap<>();
    if (evaluation.hasInceptionScore()) {
      metrics.put(INCEPTION_SCORE, evaluation.getInceptionScore().getMean());
    }
    if (evaluation.hasFid()) {
      metrics.put(FID, evaluation.getFid().getValue());
    }
    String id = evaluation.getCheckpoint().getCheckpointId();
    synchronized (this) {
      byCheckpoint.computeIfAbsent(id, unknown -> new HashMap<>())
          .put(evaluation.getProtocol(), new Score(evaluation.getProtocol(), order++, metrics));
    }
    onScored.accept(id);
  }

  /** A checkpoint was removed. */
  synchronized void forget(String checkpointId) {
    byCheckpoint.remove(checkpointId);
  }

  @Override
  public void close() {
    follower.close();
  }
}
