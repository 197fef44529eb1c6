package org.improvedgan.cli.score;

import java.util.Optional;
import java.util.Set;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.metrics.FeatureAccumulator;
import org.improvedgan.metrics.FeatureStatistics;
import org.improvedgan.metrics.Features;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreAccumulator;

/** Of a set's outputs only what the wanted metrics need, gathered as they come. */
final class GatheredRows implements OutputRows {

  private final Optional<InceptionScoreAccumulator> score;
  private final Optional<FeatureAccumulator> statistics;
  private final Optional<float[][]> features;
  private int rows;

  private GatheredRows(Optional<InceptionScoreAccumulator> score, Optional<FeatureAccumulator> statistics,
      Optional<float[][]> features) {
    this.score = score;
    this.statistics = statistics;
    this.features = features;
  }

  /** For the set that is scored. */
  static GatheredRows ofSubject(Set<Metric> wanted, int count, ScoreProtocol protocol, ClassifierManifest classifier) {
    return of(wanted, count, classifier, wanted.contains(Metric.IS)
        ? Optional.of(new InceptionScoreAccumulator(count, protocol.computed())) : Optional.empty());
  }

  /** For the set that it is compared with. */
  static GatheredRows ofReference(Set<Metric> wanted, int count, ClassifierManifest classifier) {
    return of(wanted, count, classifier, Optional.empty());
  }

  private static GatheredRows of(Set<Metric> wanted, int count, ClassifierManifest classifier,
      Optional<InceptionScoreAccumulator> score) {
    return new GatheredRows(score,
        wanted.contains(Metric.FID)
            ? Optional.of(new FeatureAccumulator(classifier.features().orElseThrow().width())) : Optional.empty(),
        wanted.stream().anyMatch(Metric::needsFeatures) ? Optional.of(new float[count][]) : Optional.empty());
  }

  @Override
  public void add(float[] logits, float[] row) {
    score.ifPresent(accumulator -> accumulator.add(logits));
    statistics.ifPresent(accumulator -> accumulator.add(row));
    features.ifPresent(kept -> kept[rows] = row);
    rows++;
  }

  Optional<InceptionScore> score() {
    return score.map(InceptionScoreAccumulator::score);
  }

  /** For the Fréchet distance; asked for only where that is wanted. */
  FeatureStatistics statistics() {
    return statistics.orElseThrow().statistics();
  }

  /** Of every image; asked for only where a wanted metric needs them. */
  Features features() {
    return Features.of(features.orElseThrow());
  }
}
