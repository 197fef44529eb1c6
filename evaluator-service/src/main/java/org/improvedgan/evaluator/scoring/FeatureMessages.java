package org.improvedgan.evaluator.scoring;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.FeatureAccumulator;
import org.improvedgan.metrics.FeatureStatistics;

/** Feature statistics on their way through Kafka, where they fit a record. */
final class FeatureMessages {

  /** 256 features have 263,168 bytes of co-moments; a record may have a million by default. */
  private static final int WIDEST = 256;

  private FeatureMessages() {
  }

  /** Gathers a classifier's features; empty if it gives none, or more than a record should carry. */
  static Optional<FeatureAccumulator> accumulator(OnnxClassifier classifier) {
    return classifier.manifest().features().filter(features -> features.width() <= WIDEST)
        .map(features -> new FeatureAccumulator(features.width()));
  }

  static org.improvedgan.events.v1.FeatureStatistics of(FeatureStatistics statistics) {
    return org.improvedgan.events.v1.FeatureStatistics.newBuilder()
        .setRows(statistics.count())
        .addAllMean(DoubleStream.of(statistics.mean()).boxed().toList())
        .addAllCoMoments(DoubleStream.of(statistics.coMoments()).boxed().toList())
        .build();
  }

  /** @throws IllegalArgumentException if the numbers do not fit together */
  static FeatureStatistics parse(org.improvedgan.events.v1.FeatureStatistics message) {
    if (message.getMeanCount() > WIDEST) {
      throw new IllegalArgumentException("Statistics of " + message.getMeanCount() + " features are more than the "
          + WIDEST + " that are kept.");
    }
    return new FeatureStatistics(message.getRows(), numbers(message.getMeanList()),
        numbers(message.getCoMomentsList()));
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
