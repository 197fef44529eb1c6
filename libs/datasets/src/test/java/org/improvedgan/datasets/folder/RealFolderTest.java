package org.improvedgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real photographs, where there are any: the validation images of Tiny ImageNet, or a part of them. */
class RealFolderTest {
  private static final String NAME = "folder:tiny-imagenet/val@128";

  @Test
  void decodesPhotographs(@TempDir Path cache) {
    DataLocation environment = DataLocation.fromEnvironment().withDownload(false);
    assumeTrue(environment.data().isPresent() && Datasets.available(NAME, environment),
        "GAN_DATA names no folder with tiny-imagenet/val: the test on real photographs is skipped.");
    AtomicLong decoded = new AtomicLong();
    DataLocation where = new DataLocation(
        environment.data(), cache, false, (name, done, total) -> decoded.incrementAndGet());

    LabelledImages test = Datasets.load(NAME, Split.TEST, where);
    LabelledImages train = Datasets.load(NAME, Split.TRAIN, where);
    assertThat(train.classes()).isEqualTo(200).isEqualTo(test.classes());
    assertThat(test.labels()).contains(0, 199);
    assertThat(train.count()).isGreaterThan(test.count());
    assertThat(decoded).hasValue(train.count() + test.count());
    assertThat(meanStep(train.images().pixels())).isBetween(1.0, 12.0);

    assertThat(Datasets.load(NAME, Split.TRAIN, where)).isEqualTo(train);
    assertThat(decoded).hasValue(train.count() + test.count());
  }

  /** Between neighbours in a row, in steps of 255: small in photographs, and not in noise (85). */
  private static double meanStep(byte[] pixels) {
    long sum = 0;
    for (int i = 0; i + 3 < pixels.length; i++) {
      sum += Math.abs((pixels[i] & 0xff) - (pixels[i + 3] & 0xff));
    }
    return (double) sum / (pixels.length - 3);
  }
}
