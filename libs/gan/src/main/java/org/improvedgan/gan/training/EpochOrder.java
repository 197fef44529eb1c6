package org.improvedgan.gan.training;

import java.util.stream.IntStream;
import org.improvedgan.gan.random.CounterRandom;

/**
 * The order of the data in one epoch, a function of seed and epoch: random permutations of the labelled images, one
 * after the other, and two independent ones of all images, for the discriminator and for feature matching. Each covers
 * the epoch; one that is too short is followed by another.
 *
 * @param labelled positions of labelled images for the discriminator's supervised loss
 * @param unlabelled positions for its unsupervised loss
 * @param matched positions of the images whose features the generator is to match
 */
record EpochOrder(int[] labelled, int[] unlabelled, int[] matched) {
  static EpochOrder of(long seed, int epoch, int[] labelledImages, int images, int length) {
    int[] all = IntStream.range(0, images).toArray();
    return new EpochOrder(
        tile(CounterRandom.key(seed, CounterRandom.part("labelled order"), epoch), labelledImages, length),
        tile(CounterRandom.key(seed, CounterRandom.part("unlabelled order"), epoch), all, length),
        tile(CounterRandom.key(seed, CounterRandom.part("matched order"), epoch), all, length));
  }

  private static int[] tile(long key, int[] items, int length) {
    int[] order = new int[length];
    int[] permutation = {};
    for (int i = 0; i < length; i++) {
      int position = i % items.length;
      if (position == 0) {
        permutation = CounterRandom.permutation(CounterRandom.key(key, i / items.length), items.length);
      }
      order[i] = items[permutation[position]];
    }
    return order;
  }
}
