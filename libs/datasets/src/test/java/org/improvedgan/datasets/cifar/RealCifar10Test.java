package org.improvedgan.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the real files, where there are any. */
class RealCifar10Test {
  private final DataLocation where = DataLocation.fromEnvironment().withDownload(false);

  @BeforeEach
  void needsCifar() {
    assumeTrue(where.data().isPresent() && Datasets.available("cifar10", where),
        "GAN_DATA names no folder with CIFAR-10: the tests on real CIFAR-10 are skipped.");
  }

  /** Krizhevsky: 5,000 images of each class to train and 1,000 to test. */
  @Test
  void hasTheKnownClasses() {
    LabelledImages train = Datasets.load("cifar10", Split.TRAIN, where);
    assertThat(train.count()).isEqualTo(50_000);
    assertThat(histogram(train)).containsOnly(5_000);
    // A frog, two trucks, a deer, two cars: the images that every tutorial shows.
    assertThat(train.slice(0, 6).labels()).containsExactly(6, 9, 9, 4, 1, 1);

    LabelledImages test = Datasets.load("cifar10", Split.TEST, where);
    assertThat(test.count()).isEqualTo(10_000);
    assertThat(histogram(test)).containsOnly(1_000);
    assertThat(test.slice(0, 4).labels()).containsExactly(3, 8, 8, 0);
  }

  /** The first pixel of the first image is (59, 62, 63), as the Python version has it. */
  @Test
  void hasTheColoursOfAPixelSideBySide() {
    byte[] first = Datasets.load("cifar10", Split.TRAIN, where).images().image(0);
    assertThat(new byte[] {first[0], first[1], first[2]}).containsExactly(59, 62, 63);
  }

  /** The means of the training images, in units of 255, are known as (0.4914, 0.4822, 0.4465). */
  @Test
  void hasTheKnownMeanColour() {
    byte[] pixels = Datasets.load("cifar10", Split.TRAIN, where).images().pixels();
    double[] sums = new double[3];
    for (int i = 0; i < pixels.length; i++) {
      sums[i % 3] += pixels[i] & 0xff;
    }
    double[] expected = {0.4914, 0.4822, 0.4465};
    for (int c = 0; c < 3; c++) {
      assertThat(sums[c] / (pixels.length / 3) / 255).isBetween(expected[c] - 1e-4, expected[c] + 1e-4);
    }
  }

  private static int[] histogram(LabelledImages examples) {
    int[] counts = new int[examples.classes()];
    for (int label : examples.labels()) {
      counts[label]++;
    }
    return counts;
  }
}
