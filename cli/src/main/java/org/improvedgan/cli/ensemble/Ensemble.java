package org.improvedgan.cli.ensemble;

import java.util.ArrayList;
import java.util.List;

/**
 * Classifiers whose predictions are averaged (the paper's "ensemble of 10 of our models"): an image gets the class with
 * the largest mean of the members' softmax probabilities; among equals, the first.
 */
final class Ensemble {

  private final int[] labels;
  private final double[][] sums;
  private final List<Integer> wrong = new ArrayList<>();

  /** Of classifiers of these images, by the right class of each. */
  Ensemble(int[] labels, int classes) {
    this.labels = labels;
    this.sums = new double[labels.length][classes];
  }

  /** Takes in one classifier's outputs before softmax, [image][class]. */
  void add(float[][] logits) {
    int errors = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] probabilities = softmax(logits[i]);
      errors += largest(probabilities) == labels[i] ? 0 : 1;
      for (int k = 0; k < probabilities.length; k++) {
        sums[i][k] += probabilities[k];
      }
    }
    wrong.add(errors);
  }

  /** Wrong images of each member, in the order in which they were added. */
  List<Integer> wrongOfMembers() {
    return wrong;
  }

  double mean() {
    return wrong.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN);
  }

  /** Standard deviation of a member's number of wrong images (of n - 1); 0 of one member. */
  double standardDeviation() {
    double mean = mean();
    double squares = wrong.stream().mapToDouble(errors -> (errors - mean) * (errors - mean)).sum();
    return wrong.size() < 2 ? 0 : Math.sqrt(squares / (wrong.size() - 1));
  }

  /** Wrong images of all members together. */
  int wrong() {
    int errors = 0;
    for (int i = 0; i < labels.length; i++) {
      errors += largest(sums[i]) == labels[i] ? 0 : 1;
    }
    return errors;
  }

  static double[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = Math.exp(logits[k] - max);
      sum += probabilities[k];
    }
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      best = values[k] > values[best] ? k : best;
    }
    return best;
  }
}
