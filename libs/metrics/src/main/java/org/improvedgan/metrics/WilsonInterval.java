package org.improvedgan.metrics;

/**
 * Wilson's score interval (1927) for a proportion, without continuity correction:
 * <pre>( p + z²/2n ± z √( p(1−p)/n + z²/4n² ) ) / ( 1 + z²/n )</pre>
 * Unlike the textbook interval it stays within [0, 1] and keeps its promise for small n and for proportions near 0 or 1.
 * It takes all judgements as independent; where raters give many each, see {@link RaterBootstrap}.
 *
 * @param estimate successes / trials
 * @param low lower end, exactly 0 without a success
 * @param high upper end, exactly 1 without a failure
 */
public record WilsonInterval(double estimate, double low, double high) {

  /**
   * @param successes 0 to {@code trials}
   * @param trials at least 1
   * @param confidence between 0 and 1, for instance 0.95
   * @throws IllegalArgumentException outside of these ranges
   */
  public static WilsonInterval of(long successes, long trials, double confidence) {
    if (trials < 1) {
      throw new IllegalArgumentException("Without a trial there is no interval: wait for the first judgement.");
    }
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException("Successes must lie between 0 and the " + trials + " trials; there were "
          + successes + ".");
    }
    var n = (double) trials;
    var p = successes / n;
    var z = NormalQuantile.twoSided(confidence);
    var scale = 1 + z * z / n;
    var centre = (p + z * z / (2 * n)) / scale;
    var half = z / scale * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return new WilsonInterval(p,
        successes == 0 ? 0 : centre - half,
        successes == trials ? 1 : centre + half);
  }

  /** The two ends alone. */
  public Interval interval() {
    return new Interval(low, high);
  }
}
