package org.improvedgan.metrics;

/**
 * What one split contributes to an Inception score: the number of rows n, the sum of their probabilities for each
 * class, and the sum of Σ p log p. From these
 * <pre>log score = (1/n) Σ_rows Σ_c p log p − Σ_c m_c log m_c,   m_c = (1/n) Σ_rows p_c</pre>
 * so parts of a split can be counted apart and merged. All sums are in double precision. Not safe for several threads.
 */
public final class InceptionScoreStatistics {

  private final double[] probabilitySums;
  private final double[] scratch;
  private double negativeEntropySum;
  private long rows;

  /** @param classes width of one row, at least 1 */
  public InceptionScoreStatistics(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("A classifier needs at least one class; there were " + classes + ".");
    }
    probabilitySums = new double[classes];
    scratch = new double[classes];
  }

  /**
   * The statistics that another process counted: what {@link #rows}, {@link #probabilitySums} and
   * {@link #negativeEntropySum} gave there. They score and merge to the same bits as the original.
   *
   * @param rows images counted, at least 1
   * @param probabilitySums [classes], sum of p(y|x) over the images
   * @param negativeEntropySum sum of p log p over images and classes, at most 0 but for rounding
   * @throws IllegalArgumentException where no images can have given these numbers
   */
  public static InceptionScoreStatistics of(long rows, double[] probabilitySums, double negativeEntropySum) {
    var statistics = new InceptionScoreStatistics(probabilitySums.length);
    var total = 0.0;
    for (var c = 0; c < probabilitySums.length; c++) {
      if (!(probabilitySums[c] >= 0)) {
        throw new IllegalArgumentException("Sums of probabilities must not be negative or NaN; one is "
            + probabilitySums[c] + ".");
      }
      statistics.probabilitySums[c] = probabilitySums[c];
      total += probabilitySums[c];
    }
    if (rows < 1 || !(Math.abs(total - rows) <= ClassProbabilities.SUM_TOLERANCE * rows)) {
      throw new IllegalArgumentException("The probabilities of " + rows + " images cannot sum to " + total + ".");
    }
    if (!(negativeEntropySum <= 2 * ClassProbabilities.SUM_TOLERANCE * rows) || Double.isInfinite(negativeEntropySum)) {
      throw new IllegalArgumentException("A sum of p log p must be finite and not positive; one is "
          + negativeEntropySum + ".");
    }
    statistics.rows = rows;
    statistics.negativeEntropySum = negativeEntropySum;
    return statistics;
  }

  /**
   * Adds one image.
   *
   * @param logits [classes], before the softmax
   * @throws IllegalArgumentException where the width differs or a value is NaN or infinite
   */
  public void add(float[] logits) {
    ClassProbabilities.requireWidth(logits.length, scratch.length);
    for (var c = 0; c < logits.length; c++) {
      scratch[c] = logits[c];
    }
    addLogits();
  }

  /** As {@link #add(float[])}, in double precision. */
  public void add(double[] logits) {
    ClassProbabilities.requireWidth(logits.length, scratch.length);
    System.arraycopy(logits, 0, scratch, 0, logits.length);
    addLogits();
  }

  /**
   * Adds one image.
   *
   * @param p [classes], a distribution; zeros are fine
   * @throws IllegalArgumentException where the width differs or the row is not a distribution
   */
  public void addProbabilities(double[] p) {
    ClassProbabilities.requireWidth(p.length, scratch.length);
    ClassProbabilities.requireDistribution(p);
    rows++;
    for (var c = 0; c < p.length; c++) {
      probabilitySums[c] += p[c];
      negativeEntropySum += xLogX(p[c]);
    }
  }

  /**
   * Adds everything another part of the same split has counted. Merging parts in the same order gives the same bits.
   *
   * @throws IllegalArgumentException where the number of classes differs
   */
  public void merge(InceptionScoreStatistics other) {
    ClassProbabilities.requireWidth(other.scratch.length, scratch.length);
    for (var c = 0; c < probabilitySums.length; c++) {
      probabilitySums[c] += other.probabilitySums[c];
    }
    negativeEntropySum += other.negativeEntropySum;
    rows += other.rows;
  }

  /** Images counted. */
  public long rows() {
    return rows;
  }

  /** Σ_rows Σ_c p log p. */
  public double negativeEntropySum() {
    return negativeEntropySum;
  }

  /** [classes], Σ_rows p; a copy. */
  public double[] probabilitySums() {
    return probabilitySums.clone();
  }

  /**
   * The score of the images counted, as one split.
   *
   * @throws IllegalArgumentException where there are none
   */
  public double score() {
    if (rows == 0) {
      throw new IllegalArgumentException("A split without images has no Inception score: give at least as many images"
          + " as splits.");
    }
    var divergence = negativeEntropySum / rows;
    for (var sum : probabilitySums) {
      divergence -= xLogX(sum / rows);
    }
    // A divergence is never negative; for identical rows rounding may leave -1e-17.
    return Math.exp(Math.max(0, divergence));
  }

  private void addLogits() {
    ClassProbabilities.toLogProbabilities(scratch);
    rows++;
    for (var c = 0; c < scratch.length; c++) {
      var p = Math.exp(scratch[c]);
      probabilitySums[c] += p;
      negativeEntropySum += p == 0 ? 0 : p * scratch[c];
    }
  }

  private static double xLogX(double x) {
    return x == 0 ? 0 : x * Math.log(x);
  }
}
