package org.improvedgan.evaluator.scoring;

import java.util.List;
import java.util.Optional;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.SplitStatistics;
import org.improvedgan.metrics.FeatureStatistics;
import org.improvedgan.metrics.InceptionScoreStatistics;

/**
 * What one split of the sample contributes to the results.
 *
 * @param score to the Inception score
 * @param features to the Fréchet distance, where they are kept
 */
public record SplitCounts(InceptionScoreStatistics score, Optional<FeatureStatistics> features) {

  /**
   * What a part holds.
   *
   * @throws IllegalArgumentException if it cannot be that of the part's task
   */
  public static SplitCounts of(EvaluationPart part) {
    EvaluationTask task = part.getTask();
    SplitStatistics message = part.getStatistics();
    if (message.getRows() != task.getSampleCount()
        || message.getProbabilitySumsCount() != task.getProtocol().getClasses()) {
      throw new IllegalArgumentException("A part counts " + message.getRows() + " images of "
          + message.getProbabilitySumsCount() + " classes where its task has " + task.getSampleCount() + " images of "
          + task.getProtocol().getClasses() + " classes.");
    }
    if (message.hasFeatures() && message.getFeatures().getRows() != message.getRows()) {
      throw new IllegalArgumentException("A part counts " + message.getRows() + " images, but features of "
          + message.getFeatures().getRows() + ".");
    }
    return new SplitCounts(
        InceptionScoreStatistics.of(message.getRows(),
            message.getProbabilitySumsList().stream().mapToDouble(Double::doubleValue).toArray(),
            message.getNegativeEntropySum()),
        Optional.of(message).filter(SplitStatistics::hasFeatures)
            .map(statistics -> FeatureMessages.parse(statistics.getFeatures())));
  }

  /** The features of all splits together, merged in order; empty where one lacks them. */
  static Optional<FeatureStatistics> features(List<SplitCounts> splits) {
    List<FeatureStatistics> all = splits.stream().flatMap(split -> split.features.stream()).toList();
    long widths = all.stream().map(statistics -> statistics.mean().length).distinct().count();
    return all.size() == splits.size() && widths == 1 ? all.stream().reduce(FeatureStatistics::merge)
        : Optional.empty();
  }
}
