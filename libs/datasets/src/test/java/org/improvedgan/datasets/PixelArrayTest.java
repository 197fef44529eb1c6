package org.improvedgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;

class PixelArrayTest {
  private static final ImageShape RGB_128 = new ImageShape(128, 128, 3);

  @Test
  void hasRoomForEachImage() {
    assertThat(PixelArray.allocate("It", 2, RGB_128, "take fewer")).hasSize(2 * 49_152);
  }

  /** All of ImageNet's training images. */
  @Test
  void refusesMoreThanOneArrayHolds() {
    assertThatThrownBy(() -> PixelArray.allocate("The train split", 1_281_167, RGB_128, "take fewer classes"))
        .isInstanceOf(DataException.class).hasMessage("The train split has 1281167 images of 128x128x3, of which at "
            + "most 43690 fit into memory at once; take fewer classes.");
  }

  /** Tests run with less than 2 GB; where they do not, there is nothing to see. */
  @Test
  void saysHowToGiveJavaMoreMemory() {
    assumeTrue(Runtime.getRuntime().maxMemory() < 2L << 30, "This JVM has 2 GB.");
    assertThatThrownBy(() -> PixelArray.allocate("The train split", 43_690, RGB_128, "take fewer classes"))
        .isInstanceOf(DataException.class).hasMessageStartingWith("The train split takes 2047 MB of memory and this ")
        .hasMessageEndingWith("give it more with -Xmx5g, which ./gan takes from JAVA_OPTS.");
  }
}
