package org.improvedgan.humaneval.results;

import java.util.List;
import org.improvedgan.metrics.Correlation;

/**
 * What a score of checkpoints has to do with people's error rate about them, among the sessions that are kept.
 *
 * @param metric {@code inceptionScore} or {@code fid}
 * @param arms whose answers count: arms of the same condition, without selection of images
 * @param protocol how the score was computed
 * @param points the checkpoints that have both
 * @param correlation over the points; null with fewer than three, and where all scores or all rates are the same
 */
public record ScoreCorrelation(String metric, List<String> arms, Protocol protocol, List<Point> points,
    Correlation correlation) {

  /** Scores of different protocols cannot be compared; these are all of one. */
  public record Protocol(String classifier, long samples, int splits) {
  }

  /** One checkpoint. */
  public record Point(String checkpoint, int epoch, double score, double errorRate) {
  }
}
