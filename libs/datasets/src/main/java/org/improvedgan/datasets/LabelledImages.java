package org.improvedgan.datasets;

import java.util.Arrays;
import java.util.Objects;
import org.improvedgan.images.Images;

/**
 * Images and what each of them shows. The arrays are not copied: nobody may change them.
 *
 * @param dataset name of the data set, as {@link Datasets#named} takes it
 * @param split   which part of it
 * @param images  uint8 [count, height, width, channels]
 * @param labels  one of 0 to {@code classes - 1} for each image
 * @param classes number of classes
 */
public record LabelledImages(String dataset, Split split, Images images, int[] labels, int classes) {
  /** @throws IllegalArgumentException if images and labels differ in number, or a label is out of range */
  public LabelledImages {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(split, "split");
    if (images.count() != labels.length) {
      throw new IllegalArgumentException(
          "There are " + images.count() + " images but " + labels.length + " labels.");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "Label " + labels[i] + " of image " + i + " is not one of 0 to " + (classes - 1) + ".");
      }
    }
  }

  /** Number of images, and of labels. */
  public int count() {
    return labels.length;
  }

  /** A copy of the examples from {@code from} (inclusive) to {@code to} (exclusive). */
  public LabelledImages slice(int from, int to) {
    return new LabelledImages(dataset, split, images.slice(from, to), Arrays.copyOfRange(labels, from, to), classes);
  }

  /** Equal when name, split, every pixel and every label are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledImages that && dataset.equals(that.dataset) && split == that.split
        && images.equals(that.images) && Arrays.equals(labels, that.labels) && classes == that.classes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(dataset, split, images, Arrays.hashCode(labels), classes);
  }

  @Override
  public String toString() {
    return dataset + " " + split + ": " + images + " in " + classes + " classes";
  }
}
