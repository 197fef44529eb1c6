package org.improvedgan.benchmarks.soak;

import java.util.List;
import org.improvedgan.benchmarks.report.Statistics;

/**
 * One measure of one process over the whole time.
 *
 * @param first median of the first quarter
 * @param last median of the last quarter
 * @param level median after the warm-up
 * @param slope after the warm-up (Theil and Sen's), an hour
 * @param worst the greatest value
 * @param samples how many there were after the warm-up
 */
record Series(String process, Measure measure, double first, double last, double level, double slope, double worst,
    int samples) {

  /**
   * @param samples of one process
   * @param minutes the whole time
   * @param warmup minutes that the slope leaves out
   */
  static Series of(String process, Measure measure, List<Sample> samples, double minutes, double warmup) {
    List<Sample> measured = samples.stream().filter(sample -> measure.of(sample) != null).toList();
    List<Sample> after = measured.stream().filter(sample -> sample.minute() >= warmup).toList();
    return new Series(process, measure,
        median(measured.stream().filter(sample -> sample.minute() <= minutes / 4).toList(), measure),
        median(measured.stream().filter(sample -> sample.minute() >= minutes * 3 / 4).toList(), measure),
        median(after, measure),
        Statistics.slope(after.stream().map(sample -> sample.minute() / 60).toList(),
            values(after, measure)),
        measured.stream().mapToDouble(measure::of).max().orElse(Double.NaN), after.size());
  }

  /** The slope as a share of the level, % an hour. */
  double percent() {
    return level == 0 ? 0 : 100 * slope / level;
  }

  /** Whether it grows by less than so many percent of its level an hour. */
  boolean flat(double bound) {
    return percent() < bound;
  }

  private static double median(List<Sample> samples, Measure measure) {
    return samples.isEmpty() ? Double.NaN : Statistics.median(values(samples, measure));
  }

  private static List<Double> values(List<Sample> samples, Measure measure) {
    return samples.stream().map(measure::of).toList();
  }
}
