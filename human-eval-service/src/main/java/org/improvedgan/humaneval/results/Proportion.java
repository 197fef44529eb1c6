package org.improvedgan.humaneval.results;

import org.improvedgan.metrics.Interval;
import org.improvedgan.metrics.WilsonInterval;

/**
 * A share of judgements with Wilson's interval.
 *
 * @param count judgements of the kind in question
 * @param of all judgements that could have been of that kind
 * @param rate count / of; null while there is none
 * @param wilson null while there is none
 */
public record Proportion(long count, long of, Double rate, Interval wilson) {

  static Proportion of(long count, long of, double confidence) {
    if (of == 0) {
      return new Proportion(0, 0, null, null);
    }
    var wilson = WilsonInterval.of(count, of, confidence);
    return new Proportion(count, of, wilson.estimate(), wilson.interval());
  }
}
