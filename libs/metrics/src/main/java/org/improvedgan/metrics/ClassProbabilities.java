package org.improvedgan.metrics;

/** Turns a classifier's logits into probabilities, and refuses rows that are none, all in double precision. */
final class ClassProbabilities {

  /** Rows of probabilities may miss a sum of one by this much: single-precision softmax over 1008 classes does. */
  static final double SUM_TOLERANCE = 1e-4;

  private ClassProbabilities() {}

  /**
   * log p = logit − max − log Σ exp(logit − max): no p is rounded to zero before its logarithm is taken.
   *
   * @param row logits, replaced by log p
   */
  static void toLogProbabilities(double[] row) {
    var max = Double.NEGATIVE_INFINITY;
    for (var logit : row) {
      if (!Double.isFinite(logit)) {
        throw new IllegalArgumentException("The classifier gave " + logit + " as a logit: its outputs must be finite.");
      }
      max = Math.max(max, logit);
    }
    var sum = 0.0;
    for (var logit : row) {
      sum += Math.exp(logit - max);
    }
    var logNormaliser = max + Math.log(sum);
    for (var c = 0; c < row.length; c++) {
      row[c] -= logNormaliser;
    }
  }

  static void requireDistribution(double[] p) {
    var sum = 0.0;
    for (var value : p) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("Class probabilities must not be negative or NaN; one was " + value + ".");
      }
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException("Each row of class probabilities must sum to 1; one sums to " + sum
          + ". Are they logits?");
    }
  }

  static void requireWidth(int classes, int expected) {
    if (classes != expected) {
      throw new IllegalArgumentException("Every row must have " + expected + " classes; one has " + classes + ".");
    }
  }
}
