package org.improvedgan.metrics;

import java.util.List;

/**
 * The Inception score of "Improved Techniques for Training GANs", section 4:
 * <pre>IS = exp( E_x KL( p(y|x) || p(y) ) )</pre>
 * where p(y|x) is a classifier's softmax for image x and p(y) its mean over the images. It lies between 1 and the
 * number of classes.
 *
 * <p>Unless an {@link InceptionScoreProtocol} says otherwise, the protocol is that of the released code: the images, in
 * the order given, are cut into contiguous splits (split i of s holds rows ⌊i·n/s⌋ up to, not including, ⌊(i+1)·n/s⌋),
 * each split is scored with its own p(y), and the result is the mean and the population standard deviation (divisor s)
 * over the splits. It differs from the released code where that returns NaN: 0·log 0 counts as 0, and fewer images than
 * splits are refused.
 *
 * @param mean mean over the splits
 * @param standardDeviation standard deviation over the splits; the population's unless the protocol's ddof is 1
 * @param splitScores score of each split, in order
 */
public record InceptionScore(double mean, double standardDeviation, List<Double> splitScores) {

  public InceptionScore {
    splitScores = List.copyOf(splitScores);
  }

  /**
   * Scores a classifier's raw outputs; softmax and logarithms are taken in double precision.
   *
   * @param logits [images][classes], before the softmax
   * @throws IllegalArgumentException with fewer rows than splits, rows of another width than the protocol's, NaN or
   *     infinite values
   */
  public static InceptionScore ofLogits(float[][] logits, InceptionScoreProtocol protocol) {
    var accumulator = new InceptionScoreAccumulator(logits.length, protocol);
    for (var row : logits) {
      accumulator.add(row);
    }
    return accumulator.score();
  }

  /** As {@link #ofLogits(float[][], InceptionScoreProtocol)}, for logits in double precision. */
  public static InceptionScore ofLogits(double[][] logits, InceptionScoreProtocol protocol) {
    var accumulator = new InceptionScoreAccumulator(logits.length, protocol);
    for (var row : logits) {
      accumulator.add(row);
    }
    return accumulator.score();
  }

  /**
   * Scores a table of class probabilities.
   *
   * @param p [images][classes]; each row is a distribution
   * @throws IllegalArgumentException with fewer rows than splits, or a row that is not a distribution
   */
  public static InceptionScore ofProbabilities(double[][] p, InceptionScoreProtocol protocol) {
    var accumulator = new InceptionScoreAccumulator(p.length, protocol);
    for (var row : p) {
      accumulator.addProbabilities(row);
    }
    return accumulator.score();
  }

  /** By the original protocol, over so many splits and as many classes as the rows have. */
  public static InceptionScore ofLogits(float[][] logits, int splits) {
    return ofLogits(logits, originalFor(splits, logits.length == 0 ? 1 : logits[0].length));
  }

  /** As {@link #ofLogits(float[][], int)}, for logits in double precision. */
  public static InceptionScore ofLogits(double[][] logits, int splits) {
    return ofLogits(logits, originalFor(splits, logits.length == 0 ? 1 : logits[0].length));
  }

  /** As {@link #ofLogits(float[][], int)}, for class probabilities. */
  public static InceptionScore ofProbabilities(double[][] p, int splits) {
    return ofProbabilities(p, originalFor(splits, p.length == 0 ? 1 : p[0].length));
  }

  /** As {@link #ofSplits(List, int)}, with the population standard deviation. */
  public static InceptionScore ofSplits(List<InceptionScoreStatistics> splits) {
    return ofSplits(splits, 0);
  }

  /**
   * Combines the finished statistics of all splits, in the order of the splits.
   *
   * @param ddof the standard deviation has the divisor splits − ddof
   * @throws IllegalArgumentException where a split is empty or there are none, or too few for a standard deviation
   */
  public static InceptionScore ofSplits(List<InceptionScoreStatistics> splits, int ddof) {
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("An Inception score needs at least one split.");
    }
    InceptionScoreProtocol.requireDeviation(splits.size(), ddof);
    var scores = splits.stream().map(InceptionScoreStatistics::score).toList();
    var mean = scores.stream().mapToDouble(Double::doubleValue).sum() / scores.size();
    var squares = scores.stream().mapToDouble(score -> (score - mean) * (score - mean)).sum();
    return new InceptionScore(mean, Math.sqrt(squares / (scores.size() - ddof)), scores);
  }

  /**
   * The first row of a split.
   *
   * @param samples number of rows n
   * @param splits number of splits s
   * @param split i from 0 to s; s gives n
   * @return ⌊i·n/s⌋
   */
  public static long splitStart(long samples, int splits, int split) {
    return Math.multiplyExact(samples, (long) split) / splits;
  }

  /** The bias does not show in the logits; it is left as the original has it. */
  static InceptionScoreProtocol originalFor(int splits, int classes) {
    return InceptionScoreProtocol.original().withSplits(splits).withClassifier(false, classes);
  }
}
