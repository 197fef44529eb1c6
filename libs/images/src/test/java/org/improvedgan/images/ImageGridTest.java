package org.improvedgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static final ImageShape PIXEL = new ImageShape(1, 1, 1);

  @Test
  void laysImagesOutRowByRow() {
    Images images = new Images(PIXEL, 3, new byte[] {1, 2, 3});
    assertThat(ImageGrid.of(images, 2, 1, 1)).isEqualTo(new Images(new ImageShape(3, 3, 1), 1, new byte[] {
        1, 0, 2,
        0, 0, 0,
        3, 0, 0}));
  }

  @Test
  void repeatsPixelsToScale() {
    Images image = new Images(new ImageShape(1, 2, 3), 1, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(ImageGrid.of(image, 1, 5, 2)).isEqualTo(new Images(new ImageShape(2, 4, 3), 1, new byte[] {
        1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6,
        1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}));
  }

  @Test
  void isNoWiderThanItsImages() {
    Images images = new Images(PIXEL, 2, new byte[] {1, 2});
    assertThat(ImageGrid.of(images, 10, 0, 1).shape()).isEqualTo(new ImageShape(1, 2, 1));
  }

  @Test
  void refusesNoImagesAndSillyMeasures() {
    Images images = new Images(PIXEL, 1, new byte[1]);
    assertThatThrownBy(() -> ImageGrid.of(images.slice(0, 0), 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageGrid.of(images, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageGrid.of(images, 1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageGrid.of(images, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
