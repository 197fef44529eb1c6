package org.improvedgan.humaneval.results;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.results.EvaluationStore.Evaluation;
import org.improvedgan.humaneval.results.ScoreCorrelation.Point;
import org.improvedgan.humaneval.results.ScoreCorrelation.Protocol;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.metrics.Correlation;
import org.jdbi.v3.core.Handle;

/**
 * Correlates the error rate of a study's checkpoints with their scores. Arms of one condition (feedback, exposure) are
 * put together; arms that show a selection of images say nothing about a score of all images. Of several protocols the
 * one of the latest evaluation counts.
 */
@ApplicationScoped
class ScoreCorrelations {
  private static final int FEWEST = 3;

  private final HumanEvalConfig config;
  private final EvaluationStore store;

  ScoreCorrelations(HumanEvalConfig config, EvaluationStore store) {
    this.config = config;
    this.store = store;
  }

  private record Condition(boolean feedback, int exposureMillis) {
  }

  private record Rated(String checkpoint, int epoch, double errorRate) {
  }

  /** For each condition and metric for which a checkpoint has both numbers. */
  List<ScoreCorrelation> of(Handle handle, List<Arm> arms, List<ArmTallies> tallies) {
    var conditions = arms.stream().filter(arm -> arm.top() == null).collect(Collectors.groupingBy(
        arm -> new Condition(arm.feedback(), arm.exposureMillis()), LinkedHashMap::new,
        Collectors.mapping(Arm::name, Collectors.toList())));
    var correlations = new ArrayList<ScoreCorrelation>();
    conditions.values().forEach(names -> {
      var rated = rated(tallies.stream().filter(t -> names.contains(t.arm())).toList());
      var evaluations = store.of(handle, rated.stream().map(Rated::checkpoint).toList());
      correlation("inceptionScore", names, rated, evaluations, Evaluation::inceptionScore).ifPresent(correlations::add);
      correlation("fid", names, rated, evaluations, Evaluation::fid).ifPresent(correlations::add);
    });
    return correlations;
  }

  private static List<Rated> rated(List<ArmTallies> tallies) {
    return tallies.stream().collect(Collectors.groupingBy(ArmTallies::checkpoint, LinkedHashMap::new,
        Collectors.toList())).values().stream().map(group -> {
          var together = Tallies.of(group.stream().flatMap(t -> t.kept().raters().stream()).toList());
          return together.raters().isEmpty() ? null
              : new Rated(group.get(0).checkpoint(), group.get(0).epoch(), together.errorRate());
        }).filter(rated -> rated != null).toList();
  }

  private Optional<ScoreCorrelation> correlation(String metric, List<String> arms, List<Rated> rated,
      List<Evaluation> latestFirst, Function<Evaluation, Double> score) {
    var scored = latestFirst.stream().filter(evaluation -> score.apply(evaluation) != null).toList();
    if (scored.isEmpty()) {
      return Optional.empty();
    }
    var protocol = ByteString.copyFrom(scored.get(0).protocol());
    var scores = scored.stream().filter(e -> ByteString.copyFrom(e.protocol()).equals(protocol))
        .collect(Collectors.toMap(Evaluation::checkpointId, score, (latest, earlier) -> latest));
    var points = rated.stream().filter(r -> scores.containsKey(r.checkpoint()))
        .map(r -> new Point(r.checkpoint(), r.epoch(), scores.get(r.checkpoint()), r.errorRate())).toList();
    return Optional.of(new ScoreCorrelation(metric, arms, protocol(protocol), points, correlation(points)));
  }

  private Correlation correlation(List<Point> points) {
    var scores = points.stream().mapToDouble(Point::score).toArray();
    var rates = points.stream().mapToDouble(Point::errorRate).toArray();
    return points.size() < FEWEST || Correlation.constant(scores) || Correlation.constant(rates) ? null
        : Correlation.of(scores, rates, config.result().resamples(), config.result().seed());
  }

  private static Protocol protocol(ByteString stored) {
    try {
      var protocol = ScoreProtocol.parseFrom(stored);
      return new Protocol(protocol.getClassifierName(), protocol.getSamples(), protocol.getSplits());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("The table evaluation holds a protocol that is none.", e);
    }
  }
}
