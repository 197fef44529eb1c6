package org.improvedgan.datasets.svhn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With real files, or a part of them, where there are any. */
class RealSvhnTest {
  private final DataLocation where = DataLocation.fromEnvironment().withDownload(false);

  @BeforeEach
  void needsSvhn() {
    assumeTrue(where.data().isPresent() && Datasets.available("svhn", where),
        "GAN_DATA names no folder with SVHN: the tests on real SVHN are skipped.");
  }

  @Test
  void hasEveryDigit() {
    for (Split split : Split.values()) {
      LabelledImages examples = Datasets.load("svhn", split, where);
      assertThat(examples.count()).isPositive();
      assertThat(Arrays.stream(examples.labels()).distinct().sorted().toArray())
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  /**
   * Neighbouring pixels of a photograph are alike, along rows and columns and in every channel: were the order of bytes
   * taken wrong, values side by side would differ by tens of steps.
   */
  @Test
  void showsPhotographs() {
    LabelledImages test = Datasets.load("svhn", Split.TEST, where);
    byte[] pixels = test.images().pixels();
    assertThat(meanStep(pixels, 3)).isLessThan(15);
    assertThat(meanStep(pixels, 96)).isLessThan(15);
  }

  private static double meanStep(byte[] pixels, int distance) {
    long sum = 0;
    for (int i = 0; i + distance < pixels.length; i++) {
      sum += Math.abs((pixels[i] & 0xff) - (pixels[i + distance] & 0xff));
    }
    return (double) sum / (pixels.length - distance);
  }
}
