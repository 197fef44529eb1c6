package org.improvedgan.metrics;

import java.util.OptionalDouble;

/**
 * How much the judgements of one rater are alike: the correlation ρ of any two of them, for {@link StudyPower}. The
 * estimator of one-way analysis of variance for yes-or-no answers and unequal numbers of them (the one that Ridout,
 * Demétrio and Firth 1999 call AOV). With k raters, rater i wrong in the share pᵢ of nᵢ judgements, p of all N:
 * <pre>
 * between = Σ nᵢ (pᵢ − p)² / (k − 1)
 * within  = Σ nᵢ pᵢ (1 − pᵢ) / (N − k)
 * m       = (N − Σ nᵢ² / N) / (k − 1)
 * ρ       = (between − within) / (between + (m − 1) within)
 * </pre>
 */
public final class IntraclassCorrelation {

  private IntraclassCorrelation() {}

  /**
   * The estimate: 1 where every rater was always right or always wrong, and not all the same; below 0 where raters
   * differ less than chance makes them, which tells as much as 0. Empty where nothing can be estimated: all judgements
   * were right, or all wrong, or no rater gave two.
   *
   * @param wrong wrong judgements of each rater
   * @param total judgements of each rater, at least 1 each
   * @throws IllegalArgumentException with fewer than two raters, or counts that cannot be
   */
  public static OptionalDouble of(long[] wrong, long[] total) {
    RaterBootstrap.requireRaters(wrong, total);
    var raters = wrong.length;
    var all = 0.0;
    var allWrong = 0.0;
    var squares = 0.0;
    var withinSum = 0.0;
    for (var i = 0; i < raters; i++) {
      all += total[i];
      allWrong += wrong[i];
      squares += (double) total[i] * total[i];
      withinSum += (double) wrong[i] * (total[i] - wrong[i]) / total[i];
    }
    if (all == raters || allWrong == 0 || allWrong == all) {
      return OptionalDouble.empty();
    }
    var betweenSum = 0.0;
    for (var i = 0; i < raters; i++) {
      var deviation = (double) wrong[i] / total[i] - allWrong / all;
      betweenSum += total[i] * deviation * deviation;
    }
    var between = betweenSum / (raters - 1);
    var within = withinSum / (all - raters);
    var size = (all - squares / all) / (raters - 1);
    return OptionalDouble.of((between - within) / (between + (size - 1) * within));
  }
}
