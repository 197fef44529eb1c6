package org.improvedgan.gan.training;

import java.util.Arrays;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.PixelRange;
import org.improvedgan.images.ImageShape;

/** Images, channels first and in the range that the networks want, and labels as flat arrays. */
final class DataFeed {
  private final LabelledImages data;
  private final PixelRange range;

  DataFeed(LabelledImages data, PixelRange range) {
    this.data = data;
    this.range = range;
  }

  /** Writes {@code count} images named by {@code order[from]} and on, to {@code target[offset]} and on. */
  void images(int[] order, int from, int count, float[] target, int offset) {
    byte[] source = data.images().pixels();
    ImageShape shape = data.images().shape();
    int channels = shape.channels();
    int to = offset;
    for (int i = from; i < from + count; i++) {
      int start = order[i] * shape.size();
      for (int channel = 0; channel < channels; channel++) {
        for (int pixel = start + channel; pixel < start + shape.size(); pixel += channels) {
          target[to++] = range.ofByte(source[pixel] & 0xff);
        }
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
