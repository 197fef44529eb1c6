package org.improvedgan.gan.training;

import java.util.stream.IntStream;
import org.improvedgan.datasets.LabelledImages;

/** How often the discriminator as a classifier is wrong. */
final class ErrorRate {
  private ErrorRate() {}

  /** Number of rows, of {@code count}, whose largest logit is not at the label; ties go to the first. */
  static int wrong(float[] logits, int classes, int[] labels, int first, int count) {
    int wrong = 0;
    for (int row = 0; row < count; row++) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        if (logits[row * classes + k] > logits[row * classes + best]) {
          best = k;
        }
      }
      wrong += best == labels[first + row] ? 0 : 1;
    }
    return wrong;
  }

  /**
   * Error fraction on all images of a set, with the values that the trainer classifies with and without noise, in
   * batches in the order of the set; the last one is filled up with the first images, which do not count twice.
   */
  static double of(GanTrainer trainer, DataFeed feed, LabelledImages data, int batch) {
    int count = data.count();
    int[] order = IntStream.range(0, count + batch).map(i -> i % count).toArray();
    float[] images = new float[batch * data.images().shape().size()];
    float[] logits = new float[batch * data.classes()];
    int wrong = 0;
    for (int first = 0; first < count; first += batch) {
      feed.images(order, first, batch, images, 0);
      trainer.classify(images, logits);
      wrong += wrong(logits, data.classes(), data.labels(), first, Math.min(batch, count - first));
    }
    return (double) wrong / count;
  }
}
