package org.improvedgan.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down adjustment (1979) for several tests at once: the i-th smallest of m p-values, from 0, is multiplied by
 * m − i, and none may fall below one before it. To reject where the adjusted value is at most α keeps the chance of any
 * false rejection at α, whatever the tests have to do with each other.
 */
public final class Holm {

  private Holm() {}

  /**
   * The adjusted values, in the order of the given ones.
   *
   * @param pValues each from 0 to 1; may be none
   * @throws IllegalArgumentException if one is not
   */
  public static double[] adjust(double... pValues) {
    for (var p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("A p-value must lie between 0 and 1; one was " + p + ".");
      }
    }
    var ascending = IntStream.range(0, pValues.length).boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i])).mapToInt(Integer::intValue).toArray();
    var adjusted = new double[pValues.length];
    var before = 0.0;
    for (var rank = 0; rank < ascending.length; rank++) {
      before = Math.max(before, Math.min(1, (ascending.length - rank) * pValues[ascending[rank]]));
      adjusted[ascending[rank]] = before;
    }
    return adjusted;
  }
}
