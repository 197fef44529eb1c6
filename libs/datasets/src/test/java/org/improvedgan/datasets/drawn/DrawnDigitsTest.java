package org.improvedgan.datasets.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final int SIDE = 28;

  private final LabelledImages some = new DrawnDigits().draw(Split.TRAIN, 2000);

  @Test
  void drawsTheSameDigitsEachTimeAndWhateverTheirNumber() {
    assertThat(new DrawnDigits().draw(Split.TRAIN, 2000)).isEqualTo(some);
    assertThat(new DrawnDigits().draw(Split.TRAIN, 333)).isEqualTo(some.slice(0, 333));
  }

  @Test
  void hasTenThousandTestImagesAndNeedsNothing() {
    DataLocation nowhere = DataLocation.fromEnvironment().withDownload(false);
    assertThat(Datasets.available("drawn-digits", nowhere)).isTrue();

    LabelledImages test = Datasets.load("drawn-digits", Split.TEST, nowhere);

    assertThat(test.count()).isEqualTo(10_000);
    assertThat(test.classes()).isEqualTo(10);
    assertThat(test.images().shape()).isEqualTo(new ImageShape(SIDE, SIDE, 1));
    int[] histogram = new int[10];
    for (int label : test.labels()) {
      histogram[label]++;
    }
    // Binomial with mean 1,000 and standard deviation 30: five of those to either side.
    assertThat(Arrays.stream(histogram)).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void drawsNoDigitTwice() {
    LabelledImages test = new DrawnDigits().draw(Split.TEST, 2000);
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      hashes.add(Arrays.hashCode(some.images().image(i)));
      hashes.add(Arrays.hashCode(test.images().image(i)));
    }
    // Two of 4,000 random 32-bit hashes collide with probability 0.002; these are fixed and do not.
    assertThat(hashes).hasSize(4000);
  }

  /** MNIST: the digit fills a box of 20x20, its centre of mass lies within a pixel of the middle of 28x28. */
  @Test
  void placesDigitsAsMnistDoes() {
    for (int i = 0; i < some.count(); i++) {
      byte[] image = some.images().image(i);
      double mass = 0;
      double x = 0;
      double y = 0;
      int left = SIDE;
      int right = -1;
      int top = SIDE;
      int bottom = -1;
      for (int p = 0; p < image.length; p++) {
        int ink = image[p] & 0xff;
        if (ink > 0) {
          mass += ink;
          x += ink * (p % SIDE);
          y += ink * (p / SIDE);
          left = Math.min(left, p % SIDE);
          right = Math.max(right, p % SIDE);
          top = Math.min(top, p / SIDE);
          bottom = Math.max(bottom, p / SIDE);
        }
      }
      assertThat(Math.max(right - left, bottom - top) + 1).as("longer side of image %d", i).isBetween(17, 22);
      assertThat(x / mass).as("centre of image %d", i).isBetween(13.0, 14.0);
      assertThat(y / mass).as("centre of image %d", i).isBetween(13.0, 14.0);
    }
  }

  /** Strokes are white in the middle and soft at the edge, and leave most of the picture black. */
  @Test
  void drawsWhiteOnBlackWithSoftEdges() {
    for (int i = 0; i < some.count(); i++) {
      int white = 0;
      int grey = 0;
      for (byte pixel : some.images().image(i)) {
        white += (pixel & 0xff) >= 250 ? 1 : 0;
        grey += (pixel & 0xff) > 0 && (pixel & 0xff) < 250 ? 1 : 0;
      }
      assertThat(white).as("white pixels of image %d", i).isBetween(1, SIDE * SIDE / 2);
      assertThat(grey).as("grey pixels of image %d", i).isBetween(10, SIDE * SIDE / 2);
    }
  }

  /**
   * Digits are what their labels say, as far as the mean picture of each class can tell: learned from one half, it
   * reads the other. Chance is 10 %; the same rule reads about 82 % of MNIST's test images.
   */
  @Test
  void canBeRead() {
    double[][] means = new double[10][SIDE * SIDE];
    int[] counts = new int[10];
    for (int i = 0; i < 1000; i++) {
      counts[some.labels()[i]]++;
    }
    for (int i = 0; i < 1000; i++) {
      byte[] image = some.images().image(i);
      for (int p = 0; p < image.length; p++) {
        means[some.labels()[i]][p] += (image[p] & 0xff) / (double) counts[some.labels()[i]];
      }
    }
    int right = 0;
    for (int i = 1000; i < 2000; i++) {
      right += nearest(means, some.images().image(i)) == some.labels()[i] ? 1 : 0;
    }
    assertThat(right).isGreaterThan(800);
  }

  private static int nearest(double[][] means, byte[] image) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int p = 0; p < image.length; p++) {
        double difference = (image[p] & 0xff) - means[c][p];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }
}
