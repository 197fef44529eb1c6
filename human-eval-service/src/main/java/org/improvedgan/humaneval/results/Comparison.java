package org.improvedgan.humaneval.results;

import org.improvedgan.metrics.Interval;

/**
 * How the error rates of two arms differ, among the sessions that are kept.
 *
 * @param difference error rate of the first arm minus that of the second; null while they cannot be compared
 * @param interval of the difference, by the bootstrap over raters; null likewise
 * @param pValue two-sided, of no difference; null likewise
 * @param adjustedPValue by Holm's method, for all the comparisons of the study that can be made; null likewise
 * @param problem why they cannot be compared, one sentence; null where they can
 */
public record Comparison(String first, String second, Double difference, Interval interval, Double pValue,
    Double adjustedPValue, String problem) {

  Comparison adjusted(double value) {
    return new Comparison(first, second, difference, interval, pValue, value, problem);
  }
}
