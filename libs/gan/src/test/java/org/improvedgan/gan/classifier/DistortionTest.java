package org.improvedgan.gan.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;

class DistortionTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);

  /** A filled square in the middle, 10x10, after one unrelated image. */
  private static byte[] square() {
    byte[] pixels = new byte[2 * SHAPE.size()];
    for (int y = 9; y < 19; y++) {
      for (int x = 9; x < 19; x++) {
        pixels[SHAPE.size() + y * 28 + x] = (byte) 200;
      }
    }
    return pixels;
  }

  @Test
  void aSquareStaysAboutAsLargeAndAboutWhereItWas() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      float[] target = new float[SHAPE.size() + 5];

      new Distortion(SHAPE).apply(square(), SHAPE.size(), target, 5, random);

      double mass = 0;
      double x = 0;
      double y = 0;
      for (int k = 0; k < SHAPE.size(); k++) {
        float value = target[5 + k];
        assertThat(value).isBetween(0f, 200f);
        mass += value;
        x += value * (k % 28);
        y += value * (k / 28);
      }
      // Sizes change by at most a tenth each way, with a little from slant; the centre moves by two pixels at most,
      // which a smaller scale can stretch by a tenth.
      assertThat(mass / (200 * 100)).isBetween(0.78, 1.25);
      assertThat(x / mass).isCloseTo(13.5, within(2.8));
      assertThat(y / mass).isCloseTo(13.5, within(2.8));
      assertThat(target).startsWith(0, 0, 0, 0, 0);
    }
  }

  @Test
  void theSameRandomSourceGivesTheSamePicture() {
    float[] one = new float[SHAPE.size()];
    float[] two = new float[SHAPE.size()];
    float[] three = new float[SHAPE.size()];
    SplittableRandom random = new SplittableRandom(7);

    new Distortion(SHAPE).apply(square(), SHAPE.size(), one, 0, random);
    new Distortion(SHAPE).apply(square(), SHAPE.size(), two, 0, new SplittableRandom(7));
    new Distortion(SHAPE).apply(square(), SHAPE.size(), three, 0, random);

    assertThat(two).isEqualTo(one);
    assertThat(three).isNotEqualTo(one);
  }
}
