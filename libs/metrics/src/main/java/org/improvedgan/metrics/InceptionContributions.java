package org.improvedgan.metrics;

import java.util.Comparator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What each image contributes to the logarithm of the Inception score: KL( p(y|x) || p(y) ), with p(y) over all the
 * images given. An image that the classifier is sure of, in a class that few others have, contributes most. The paper's
 * human study also shows the 1 % of its CIFAR-10 samples that score best; this is the selection.
 */
public final class InceptionContributions {

  private final double[] values;

  /** Goes over the rows twice rather than keep them: 50,000 rows of 1008 are 400 MB. */
  private InceptionContributions(int images, IntFunction<double[]> logProbabilities) {
    if (images == 0) {
      throw new IllegalArgumentException("There are no images to choose from: give at least one row of logits.");
    }
    var marginal = new double[logProbabilities.apply(0).length];
    for (var i = 0; i < images; i++) {
      var logP = logProbabilities.apply(i);
      ClassProbabilities.requireWidth(logP.length, marginal.length);
      for (var c = 0; c < logP.length; c++) {
        marginal[c] += Math.exp(logP[c]) / images;
      }
    }
    values = new double[images];
    for (var i = 0; i < images; i++) {
      values[i] = divergence(logProbabilities.apply(i), marginal);
    }
  }

  /**
   * From a classifier's raw outputs.
   *
   * @param logits [images][classes], before the softmax
   * @throws IllegalArgumentException without rows, with rows of unequal width, NaN or infinite values
   */
  public static InceptionContributions ofLogits(float[][] logits) {
    return ofLogits(logits.length, i -> logits[i]);
  }

  /**
   * As {@link #ofLogits(float[][])}, of rows that lie elsewhere.
   *
   * @param rows gives the logits of image 0 to {@code images - 1}; asked for all of them in turn, twice
   */
  public static InceptionContributions ofLogits(int images, IntFunction<float[]> rows) {
    return new InceptionContributions(images, i -> {
      var logits = rows.apply(i);
      var row = new double[logits.length];
      for (var c = 0; c < row.length; c++) {
        row[c] = logits[c];
      }
      ClassProbabilities.toLogProbabilities(row);
      return row;
    });
  }

  /** As {@link #ofLogits(float[][])}, in double precision. */
  public static InceptionContributions ofLogits(double[][] logits) {
    return new InceptionContributions(logits.length, i -> {
      var row = logits[i].clone();
      ClassProbabilities.toLogProbabilities(row);
      return row;
    });
  }

  /**
   * From class probabilities.
   *
   * @param p [images][classes]; each row is a distribution
   * @throws IllegalArgumentException without rows, or with a row that is not a distribution
   */
  public static InceptionContributions ofProbabilities(double[][] p) {
    return new InceptionContributions(p.length, i -> {
      ClassProbabilities.requireDistribution(p[i]);
      var row = new double[p[i].length];
      for (var c = 0; c < row.length; c++) {
        row[c] = Math.log(p[i][c]);
      }
      return row;
    });
  }

  /** KL( p(y|x) || p(y) ) of each image, at least 0; a copy. Their mean is the logarithm of the score in one split. */
  public double[] values() {
    return values.clone();
  }

  /**
   * The share of the images that contributes most, rounded down, but at least one image.
   *
   * @param share more than 0, at most 1; 0.01 in the paper
   * @return indices of the images, the best one first; of equal ones the one that was given first
   * @throws IllegalArgumentException outside of this range
   */
  public int[] best(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("The share of the best images must lie between 0 and 1, for instance 0.01; it"
          + " was " + share + ".");
    }
    // 0.29 * 100 is a little less than 29 in binary, which must not cost an image.
    return best((int) Math.max(1, Math.floor(share * values.length + 1e-9)));
  }

  /**
   * As {@link #best(double)}, by number.
   *
   * @param count 1 to the number of images
   */
  public int[] best(int count) {
    if (count < 1 || count > values.length) {
      throw new IllegalArgumentException("Of " + values.length + " images 1 to " + values.length
          + " can be chosen; asked for were " + count + ".");
    }
    return IntStream.range(0, values.length).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .limit(count).mapToInt(Integer::intValue).toArray();
  }

  private static double divergence(double[] logP, double[] marginal) {
    var sum = 0.0;
    for (var c = 0; c < logP.length; c++) {
      var p = Math.exp(logP[c]);
      // A p of 1e-320 can vanish in the mean; it contributes nothing.
      if (p > 0 && marginal[c] > 0) {
        sum += p * (logP[c] - Math.log(marginal[c]));
      }
    }
    // A divergence is never negative; for identical rows rounding may leave -1e-17.
    return Math.max(0, sum);
  }
}
