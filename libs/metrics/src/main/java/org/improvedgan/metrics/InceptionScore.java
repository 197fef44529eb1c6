package org.improvedgan.metrics;

import java.util.List;

/**
 * The Inception score of "Improved Techniques for Training GANs", section 4:
 * <pre>IS = exp( E_x KL( p(y|x) || p(y) ) )</pre>
 * where p(y|x) is a classifier's softmax for image x and p(y) its mean over the images. It lies between 1 and the
 * number of classes.
 *
 * <p>The protocol is that of the released code: the images, in the order given, are cut into contiguous splits (split
 * i of s holds rows ⌊i·n/s⌋ up to, not including, ⌊(i+1)·n/s⌋), each split is scored with its own p(y), and the result
 * is the mean and the population standard deviation (divisor s) over the splits. It differs from the released code
 * where that returns NaN: 0·log 0 counts as 0, and fewer images than splits are refused.
 *
 * @param mean mean over the splits
 * @param standardDeviation population standard deviation over the splits
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
   * @param splits number of contiguous splits, at most the number of images
   * @throws IllegalArgumentException with fewer rows than splits, rows of unequal width, NaN or infinite values
   */
  public static InceptionScore ofLogits(float[][] logits, int splits) {
    var accumulator = accumulatorFor(logits.length, splits, logits.length == 0 ? 1 : logits[0].length);
    for (var row : logits) {
      accumulator.add(row);
    }
    return accumulator.score();
  }

  /** As {@link #ofLogits(float[][], int)}, for logits in double precision. */
  public static InceptionScore ofLogits(double[][] logits, int splits) {
    var accumulator = accumulatorFor(logits.length, splits, logits.length == 0 ? 1 : logits[0].length);
    for (var row : logits) {
      accumulator.add(row);
    }
    return accumulator.score();
  }

  /**
   * Scores a table of class probabilities.
   *
   * @param p [images][classes]; each row is a distribution
   * @param splits number of contiguous splits, at most the number of images
   * @throws IllegalArgumentException with fewer rows than splits, or a row that is not a distribution
   */
  public static InceptionScore ofProbabilities(double[][] p, int splits) {
    var accumulator = accumulatorFor(p.length, splits, p.length == 0 ? 1 : p[0].length);
    for (var row : p) {
      accumulator.addProbabilities(row);
    }
    return accumulator.score();
  }

  /**
   * Combines the finished statistics of all splits, in the order of the splits.
   *
   * @throws IllegalArgumentException where a split is empty or there is none
   */
  public static InceptionScore ofSplits(List<InceptionScoreStatistics> splits) {
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("An Inception score needs at least one split.");
    }
    var scores = splits.stream().map(InceptionScoreStatistics::score).toList();
    var mean = scores.stream().mapToDouble(Double::doubleValue).sum() / scores.size();
    var variance = scores.stream().mapToDouble(score -> (score - mean) * (score - mean)).sum() / scores.size();
    return new InceptionScore(mean, Math.sqrt(variance), scores);
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

  private static InceptionScoreAccumulator accumulatorFor(int rows, int splits, int classes) {
    return new InceptionScoreAccumulator(rows, splits, classes);
  }
}
