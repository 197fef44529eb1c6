package org.improvedgan.cli.score;

/** Takes what a classifier gives for the images of a set, one after the other, in their order. */
@FunctionalInterface
public interface OutputRows {

  /**
   * Takes the outputs for the next image; the arrays may be kept.
   *
   * @param logits before the softmax, [classes]
   * @param features of the last hidden layer, [width]; empty if the classifier gives none
   */
  void add(float[] logits, float[] features);
}
