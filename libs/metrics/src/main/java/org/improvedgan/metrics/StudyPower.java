package org.improvedgan.metrics;

/**
 * How many judgements a study needs, for the form that sets one up. Normal approximation to the binomial. Judgements of
 * one rater are alike: m judgements a rater, of which any two correlate by ρ, tell as much as 1 / (1 + (m − 1) ρ) times as
 * many independent ones (the design effect, Kish 1965).
 *
 * @param judgementsPerRater m, at least 1
 * @param correlation ρ, from 0 (all independent) to 1 (a rater's answers tell no more than one)
 */
public record StudyPower(int judgementsPerRater, double correlation) {

  /** Takes all judgements as independent. */
  public static final StudyPower INDEPENDENT = new StudyPower(1, 0);

  /** @throws IllegalArgumentException outside of these ranges */
  public StudyPower {
    if (judgementsPerRater < 1 || !(correlation >= 0 && correlation <= 1)) {
      throw new IllegalArgumentException("A rater gives at least one judgement, and they correlate by 0 to 1; it was "
          + judgementsPerRater + " and " + correlation + ".");
    }
  }

  /** 1 + (m − 1) ρ. */
  public double designEffect() {
    return 1 + (judgementsPerRater - 1) * correlation;
  }

  /**
   * Half the width of the interval around an error rate: z √( p(1−p) · design effect / n ).
   *
   * @param errorRate p, from 0 to 1; 0.5 is the widest
   * @param judgements n, at least 1
   * @param confidence between 0 and 1, for instance 0.95
   */
  public double margin(double errorRate, long judgements, double confidence) {
    requireRate(errorRate);
    if (judgements < 1) {
      throw new IllegalArgumentException("Without a judgement there is no margin; there were " + judgements + ".");
    }
    return NormalQuantile.twoSided(confidence)
        * Math.sqrt(errorRate * (1 - errorRate) * designEffect() / judgements);
  }

  /**
   * Judgements needed to tell an error rate from another, two-sided:
   * <pre>( z(1−α/2) √(p₀(1−p₀)) + z(power) √(p₁(1−p₁)) )² / (p₁ − p₀)² · design effect, rounded up</pre>
   *
   * @param expected p₀, for instance 0.5: people cannot tell
   * @param other p₁, another
   * @param significance α between 0 and 1, for instance 0.05
   * @param power between 0 and 1, for instance 0.8: the chance to see the difference if it is there
   * @throws IllegalArgumentException outside of these ranges
   */
  public long judgements(double expected, double other, double significance, double power) {
    requireRate(expected);
    requireRate(other);
    if (expected == other) {
      throw new IllegalArgumentException("No study tells an error rate of " + other + " from itself.");
    }
    if (!(power > 0 && power < 1)) {
      throw new IllegalArgumentException("The power must lie between 0 and 1, for instance 0.8; it was " + power + ".");
    }
    var root = NormalQuantile.twoSided(1 - significance) * Math.sqrt(expected * (1 - expected))
        + NormalQuantile.of(power) * Math.sqrt(other * (1 - other));
    var difference = other - expected;
    return Math.max(1, (long) Math.ceil(root * root / (difference * difference) * designEffect()));
  }

  private static void requireRate(double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("An error rate must lie between 0 and 1; it was " + rate + ".");
    }
  }
}
