package org.improvedgan.humaneval.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.improvedgan.humaneval.page.Mixture.MixedImage;
import org.improvedgan.humaneval.source.GeneratedImages;
import org.improvedgan.humaneval.source.RealImages;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4, 1);
  private static final int COUNT = 25;
  private static final byte REAL = 7;
  private static final byte FAKE = 9;

  private final SecureRandom random = new SecureRandom();
  private final GeneratedImages generated = generated(SHAPE, COUNT);
  private final RealImages real =
      new RealImages(LongStream.range(500, 500 + COUNT).toArray(), filled(SHAPE, COUNT, REAL));

  @Test
  void labelAndOriginBelongToThePixels() {
    for (var image : Mixture.of(generated, real, random)) {
      var pixels = Png.decode(image.png()).pixels();
      assertThat(pixels).containsOnly(image.generated() ? FAKE : REAL);
      assertThat(image.sourceIndex()).isEqualTo(image.generated() ? image.position() : 500 + image.position());
    }
  }

  @Test
  void filesHaveTheSameLength() {
    assertThat(Mixture.of(generated, real, random)).extracting(image -> image.png().length)
        .containsOnly(Png.encodeUncompressed(SHAPE, new byte[SHAPE.size()]).length);
  }

  /**
   * A fair, independent coin a position: over 2,000 pages each position is generated half of the time, the count varies
   * as a binomial one does (variance 25/4), and neighbours do not go together. The bounds are 6 standard errors: one
   * of these 27 estimates leaves them once in about 20 million runs of a right implementation.
   */
  @Test
  void everyPositionHasItsOwnFairCoin() {
    var pages = 2_000;
    var atPosition = new int[COUNT];
    var counts = new ArrayList<Integer>();
    var alike = 0;
    for (var page = 0; page < pages; page++) {
      var images = Mixture.of(generated, real, random);
      images.stream().filter(MixedImage::generated).forEach(image -> atPosition[image.position()]++);
      counts.add((int) images.stream().filter(MixedImage::generated).count());
      for (var i = 1; i < COUNT; i++) {
        alike += images.get(i).generated() == images.get(i - 1).generated() ? 1 : 0;
      }
    }
    var standardError = 0.5 / Math.sqrt(pages);
    for (var position : atPosition) {
      assertThat((double) position / pages).isCloseTo(0.5, within(6 * standardError));
    }
    var variance = counts.stream().mapToDouble(c -> (c - COUNT / 2.0) * (c - COUNT / 2.0)).average().orElseThrow();
    assertThat(variance).isCloseTo(COUNT / 4.0, within(6 * COUNT / 4.0 * Math.sqrt(2.0 / pages)));
    assertThat((double) alike / pages / (COUNT - 1))
        .isCloseTo(0.5, within(6 * 0.5 / Math.sqrt((double) pages * (COUNT - 1))));
  }

  @Test
  void differentShapesOrNumbersAreRefused() {
    var other = generated(new ImageShape(8, 8, 1), COUNT);
    assertThatIllegalArgumentException().isThrownBy(() -> Mixture.of(other, real, random))
        .withMessageContaining("8x8x1").withMessageContaining("4x4x1");
    assertThatIllegalArgumentException().isThrownBy(() -> Mixture.of(generated(SHAPE, 24), real, random));
  }

  private static GeneratedImages generated(ImageShape shape, int count) {
    return new GeneratedImages(new SampledCheckpoint("run-e0001", "run", 1, "mnist"), "ab", 3,
        filled(shape, count, FAKE));
  }

  private static Images filled(ImageShape shape, int count, byte value) {
    var pixels = new byte[count * shape.size()];
    Arrays.fill(pixels, value);
    return new Images(shape, count, pixels);
  }
}
