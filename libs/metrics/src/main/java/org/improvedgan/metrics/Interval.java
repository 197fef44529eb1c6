package org.improvedgan.metrics;

/** A confidence interval: {@code low} and {@code high} in the unit of what was estimated. */
public record Interval(double low, double high) {

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("An interval's low end must not exceed its high end; it was " + low + " to "
          + high + ".");
    }
  }
}
