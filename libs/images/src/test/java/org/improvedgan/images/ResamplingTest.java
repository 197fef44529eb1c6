package org.improvedgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand from the definitions: mean of the area covered, and bilinear. */
class ResamplingTest {
  private static Images grey(int height, int width, int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return new Images(new ImageShape(height, width, 1), 1, pixels);
  }

  @Test
  void keepsASquareOfTheSameSide() {
    byte[] pixels = new byte[7 * 7 * 3];
    new Random(1).nextBytes(pixels);
    Images image = new Images(new ImageShape(7, 7, 3), 1, pixels);
    assertThat(Resampling.centreSquare(image, 7)).isEqualTo(image);
  }

  @Test
  void averagesWholePixels() {
    assertThat(Resampling.centreSquare(grey(2, 2, 0, 255, 255, 255), 1)).isEqualTo(grey(1, 1, 191));
    assertThat(Resampling.centreSquare(grey(4, 4, 0, 2, 10, 20, 4, 6, 30, 40, 200, 200, 1, 1, 200, 200, 1, 2), 2))
        .isEqualTo(grey(2, 2, 3, 25, 200, 1));
  }

  /** From 3 to 2 each new pixel covers one and a half old ones: (2 a + b) / 3 and (b + 2 c) / 3 in each direction. */
  @Test
  void averagesPartsOfPixels() {
    Images image = grey(3, 3, 0, 90, 180, 0, 90, 180, 0, 90, 180);
    assertThat(Resampling.centreSquare(image, 2)).isEqualTo(grey(2, 2, 30, 150, 30, 150));
  }

  /** From 2 to 4 pixel centres lie at -1/4, 1/4, 3/4 and 5/4 of the old ones; those outside take the border. */
  @Test
  void enlargesBilinearly() {
    assertThat(Resampling.centreSquare(grey(2, 2, 0, 100, 0, 100), 4)).isEqualTo(grey(4, 4,
        0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100));
    assertThat(Resampling.centreSquare(grey(1, 1, 9), 3)).isEqualTo(grey(3, 3, 9, 9, 9, 9, 9, 9, 9, 9, 9));
  }

  @Test
  void takesTheMiddleOfLongImages() {
    assertThat(Resampling.centreSquare(grey(1, 4, 1, 2, 3, 4), 1)).isEqualTo(grey(1, 1, 2));
    assertThat(Resampling.centreSquare(grey(5, 1, 1, 2, 3, 4, 5), 1)).isEqualTo(grey(1, 1, 3));
    assertThat(Resampling.centreSquare(grey(2, 4, 9, 1, 2, 9, 9, 3, 4, 9), 2)).isEqualTo(grey(2, 2, 1, 2, 3, 4));
  }

  @Test
  void keepsColoursApartAndEvenSurfacesEven() {
    Images orange = new Images(new ImageShape(1, 1, 3), 1, new byte[] {(byte) 255, (byte) 128, 7});
    Images large = Resampling.centreSquare(orange, 37);
    for (int side : new int[] {1, 5, 36, 64}) {
      assertThat(Resampling.centreSquare(Resampling.centreSquare(large, side), 1)).isEqualTo(orange);
    }
  }

  @Test
  void refusesOtherThanOneImage() {
    Images two = new Images(new ImageShape(1, 1, 1), 2, new byte[2]);
    assertThatThrownBy(() -> Resampling.centreSquare(two, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Resampling.centreSquare(grey(1, 1, 1), 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
