package org.improvedgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
  private static final ImageShape PAIR = new ImageShape(1, 2, 1);
  private final Images three = new Images(PAIR, 3, new byte[] {1, 2, 3, 4, 5, 6});

  @ParameterizedTest
  @CsvSource({"0,1,1", "1,0,1", "-1,1,1", "1,1,2", "1,1,0", "1,1,4", "50000,50000,1", "2147483647,2147483647,3"})
  void refusesShapesThatAreNone(int height, int width, int channels) {
    assertThatThrownBy(() -> new ImageShape(height, width, channels)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizeIsBytesOfOneImage() {
    assertThat(new ImageShape(28, 20, 3).size()).isEqualTo(28 * 20 * 3);
  }

  @Test
  void refusesMoreOrFewerBytesThanItsShapeSays() {
    assertThatThrownBy(() -> new Images(PAIR, 3, new byte[5]))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("3 images of 1x2x1 take 6 bytes, not 5.");
    assertThatThrownBy(() -> new Images(PAIR, 3, new byte[7])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Images(PAIR, -1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    // 2^31 * 2 bytes are 0 in 32-bit arithmetic.
    assertThatThrownBy(() -> new Images(new ImageShape(1 << 15, 1 << 15, 1), 4, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesOneImageAsCopy() {
    assertThat(three.image(1)).containsExactly(3, 4);
    three.image(1)[0] = 9;
    assertThat(three.pixels()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> three.image(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.image(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void slicesAndSelects() {
    assertThat(three.slice(1, 3)).isEqualTo(new Images(PAIR, 2, new byte[] {3, 4, 5, 6}));
    assertThat(three.slice(2, 2).count()).isZero();
    assertThatThrownBy(() -> three.slice(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(three.select(2, 0, 2)).isEqualTo(new Images(PAIR, 3, new byte[] {5, 6, 1, 2, 5, 6}));
    assertThatThrownBy(() -> three.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void concatenatesInOrder() {
    assertThat(Images.concat(List.of(three.slice(2, 3), three.slice(0, 2))))
        .isEqualTo(new Images(PAIR, 3, new byte[] {5, 6, 1, 2, 3, 4}));
    assertThatThrownBy(() -> Images.concat(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Images.concat(List.of(three, new Images(new ImageShape(2, 1, 1), 1, new byte[2]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Images of 1x2x1 and of 2x1x1 do not fit into one batch.");
  }

  @Test
  void comparesByPixels() {
    Images same = new Images(PAIR, 3, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(same).isEqualTo(three).hasSameHashCodeAs(three);
    assertThat(new Images(PAIR, 3, new byte[] {1, 2, 3, 4, 5, 7})).isNotEqualTo(three);
    assertThat(new Images(new ImageShape(2, 1, 1), 3, same.pixels())).isNotEqualTo(three);
  }
}
