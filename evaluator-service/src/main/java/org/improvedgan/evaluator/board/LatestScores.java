package org.improvedgan.evaluator.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;

/**
 * The score that each run has now, as a metric: that of the checkpoint with the highest epoch. There are as many series
 * as runs are kept, not as checkpoints.
 */
@ApplicationScoped
public class LatestScores {

  /** Only the runs that were scored last, so that the number of series stays small. */
  static final int RUNS = 10;

  private final EvaluationLog evaluations;
  private final MultiGauge scores;
  private final MultiGauge epochs;
  private int version;

  /** Scores of different protocols cannot be compared, so each has series of its own. */
  record Key(String run, String classifier, long samples) {

    static Key of(EvaluationCompleted evaluation) {
      ScoreProtocol protocol = evaluation.getProtocol();
      return new Key(evaluation.getCheckpoint().getRunId(), protocol.getClassifierName(), protocol.getSamples());
    }

    Tags tags() {
      return Tags.of("run", run, "classifier", classifier, "samples", String.valueOf(samples));
    }
  }

  public LatestScores(EvaluationLog evaluations, MeterRegistry metrics) {
    this.evaluations = evaluations;
    scores = MultiGauge.builder("evaluator.latest.score")
        .description("Score of the latest checkpoint of a run").register(metrics);
    epochs = MultiGauge.builder("evaluator.latest.epoch")
        .description("Epoch of the checkpoint that has the latest score of a run").register(metrics);
  }

  /** Brings the metrics up to date; nothing before all evaluations were read once. */
  public synchronized void measure() {
    if (!evaluations.read() || evaluations.version() == version) {
      return;
    }
    version = evaluations.version();
    Map<Key, EvaluationCompleted> latest = latest(evaluations.all());
    scores.register(latest.entrySet().stream().flatMap(one -> scores(one.getKey().tags(), one.getValue())).toList(),
        true);
    epochs.register(latest.entrySet().stream()
        .map(one -> Row.of(one.getKey().tags(), one.getValue().getCheckpoint().getEpoch())).toList(), true);
  }

  /**
   * The run that was scored last is the last one.
   *
   * @param evaluations in the order of their completion
   */
  static Map<Key, EvaluationCompleted> latest(List<EvaluationCompleted> evaluations) {
    Map<Key, EvaluationCompleted> latest = new LinkedHashMap<>();
    for (EvaluationCompleted evaluation : evaluations) {
      if (evaluation.hasCheckpoint()) {
        EvaluationCompleted before = latest.remove(Key.of(evaluation));
        latest.put(Key.of(evaluation), before != null
            && before.getCheckpoint().getEpoch() > evaluation.getCheckpoint().getEpoch() ? before : evaluation);
      }
    }
    List<Key> keys = new ArrayList<>(latest.keySet());
    latest.keySet().removeAll(keys.subList(0, Math.max(0, keys.size() - RUNS)));
    return latest;
  }

  private static Stream<Row<Number>> scores(Tags tags, EvaluationCompleted evaluation) {
    Row<Number> mean = row(tags, "inception_score", "mean", evaluation.getInceptionScore().getMean());
    Row<Number> deviation = row(tags, "inception_score", "standard_deviation",
        evaluation.getInceptionScore().getStandardDeviation());
    return evaluation.hasFid()
        ? Stream.of(mean, deviation, row(tags, "fid", "value", evaluation.getFid().getValue()))
        : Stream.of(mean, deviation);
  }

  private static Row<Number> row(Tags tags, String metric, String statistic, double value) {
    return Row.of(tags.and("metric", metric, "statistic", statistic), value);
  }
}
