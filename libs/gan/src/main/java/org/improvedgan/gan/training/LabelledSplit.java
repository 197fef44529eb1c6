package org.improvedgan.gan.training;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.random.CounterRandom;

/** Which training images come with their label (section 6.1): equally many of each class, chosen at random. */
public final class LabelledSplit {
  private LabelledSplit() {}

  /**
   * Positions of the labelled images: of the training images in a random order, the first of each class are taken.
   *
   * @param labels how many in all; 0 for every image there is
   * @param seed nothing but this choice depends on it
   * @throws TrainingException where so many cannot be had equally from all classes
   */
  public static int[] choose(LabelledImages train, int labels, long seed) {
    if (labels == 0) {
      return IntStream.range(0, train.count()).toArray();
    }
    int[] ofClass = new int[train.classes()];
    for (int label : train.labels()) {
      ofClass[label]++;
    }
    int perClass = labels / train.classes();
    int most = Arrays.stream(ofClass).min().orElse(0);
    if (perClass * train.classes() != labels || perClass > most) {
      throw new TrainingException("The setting labels must be 0 (all) or a multiple of the " + train.classes()
          + " classes of " + train.dataset() + ", at most " + most * train.classes() + ", not " + labels + ".");
    }
    int[] taken = new int[train.classes()];
    int[] chosen = new int[labels];
    int count = 0;
    for (int i : CounterRandom.permutation(CounterRandom.key(seed, CounterRandom.part("labelled")), train.count())) {
      if (taken[train.labels()[i]] < perClass) {
        taken[train.labels()[i]]++;
        chosen[count++] = i;
      }
    }
    return chosen;
  }
}
