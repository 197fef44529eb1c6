package org.improvedgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;

class DatasetsTest {
  private static final Path HOME = Path.of("/home/somebody");

  @Test
  void knowsDatasetsByName() {
    assertThat(Datasets.names()).containsExactly("mnist", "cifar10", "svhn", "svhn-extra", "imagenet128",
        "drawn-digits");
    for (String name : Datasets.names()) {
      assertThat(Datasets.named(name).name()).isEqualTo(name);
    }
    assertThatThrownBy(() -> Datasets.load("minst", Split.TEST, DataLocation.fromEnvironment()))
        .isInstanceOf(DataException.class)
        .hasMessage("There is no data set \"minst\"; choose one of mnist, cifar10, svhn, svhn-extra, "
            + "imagenet128, drawn-digits, or folder:PATH@SIZE.");
  }

  @Test
  void looksWhereTheEnvironmentSays() {
    DataLocation where = DataLocation.fromEnvironment(Map.of("GAN_DATA", "/data", "XDG_CACHE_HOME", "/caches"), HOME);
    assertThat(where.data()).contains(Path.of("/data"));
    assertThat(where.cache()).isEqualTo(Path.of("/caches/improved-gan"));
    assertThat(where.download()).isTrue();
  }

  /** The XDG specification: a relative path is invalid and ignored. */
  @Test
  void fallsBackToTheCacheAtHome() {
    assertThat(DataLocation.fromEnvironment(Map.of(), HOME))
        .isEqualTo(DataLocation.fromEnvironment(Map.of("GAN_DATA", " ", "XDG_CACHE_HOME", "relative"), HOME));
    assertThat(DataLocation.fromEnvironment(Map.of(), HOME).cache()).isEqualTo(HOME.resolve(".cache/improved-gan"));
    assertThat(DataLocation.fromEnvironment(Map.of(), HOME).data()).isEmpty();
  }

  @Test
  void checksThatImagesAndLabelsFit() {
    Images two = new Images(new ImageShape(1, 1, 1), 2, new byte[2]);
    assertThatThrownBy(() -> new LabelledImages("x", Split.TRAIN, two, new int[3], 10))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("There are 2 images but 3 labels.");
    assertThatThrownBy(() -> new LabelledImages("x", Split.TRAIN, two, new int[] {0, 10}, 10))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("Label 10 of image 1 is not one of 0 to 9.");
    assertThatThrownBy(() -> new LabelledImages("x", Split.TRAIN, two, new int[] {-1, 0}, 10))
        .isInstanceOf(IllegalArgumentException.class);
    LabelledImages good = new LabelledImages("x", Split.TRAIN, two, new int[] {3, 4}, 10);
    assertThat(good.slice(1, 2)).isEqualTo(
        new LabelledImages("x", Split.TRAIN, two.slice(1, 2), new int[] {4}, 10));
  }
}
