package org.improvedgan.gan.training;

import java.util.Arrays;
import org.improvedgan.datasets.LabelledImages;

/** Images and labels as flat arrays for the networks. */
final class DataFeed {
  private final LabelledImages data;
  private final int pixels;

  DataFeed(LabelledImages data) {
    this.data = data;
    pixels = data.images().shape().size();
  }

  /** Writes {@code count} images, in [0, 1], named by {@code order[from]} and on, to {@code target[offset]} and on. */
  void images(int[] order, int from, int count, float[] target, int offset) {
    byte[] source = data.images().pixels();
    int to = offset;
    for (int i = from; i < from + count; i++) {
      int start = order[i] * pixels;
      for (int pixel = start; pixel < start + pixels; pixel++) {
        target[to++] = (source[pixel] & 0xff) / 255f;
      }
    }
  }

  /** Writes one-hot labels [count, classes] to the beginning of the target. */
  void labels(int[] order, int from, int count, float[] target) {
    Arrays.fill(target, 0, count * data.classes(), 0);
    for (int i = 0; i < count; i++) {
      target[i * data.classes() + data.labels()[order[from + i]]] = 1;
    }
  }
}
