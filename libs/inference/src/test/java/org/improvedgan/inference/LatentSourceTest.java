package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The pinned values were computed by NumPy 2.4's {@code numpy.random.Philox}, as docs/sampling.md shows. */
class LatentSourceTest {

  private static final long LAST_SEED = -1;
  private static final long FAR = 123_456_789_012L;

  @Test
  void philoxGivesItsAuthorsKnownAnswer() {
    long[] words = new long[Philox.WORDS];
    Philox.block(0, 0, 0, 0, 0, 0, words);
    assertThat(words).containsExactly(
        0x16554d9eca36314cL, 0xdb20fe9d672d0fdcL, 0xd7e772cee186176bL, 0x7e68b68aec7ba23bL);
  }

  @Test
  void uniformFromZeroIsPinned() {
    assertThat(at(LatentKind.UNIFORM_0_1, 7, 0)).containsExactly(
        0x1.4f4fd8p-3f, 0x1.be8068p-1f, 0x1.f1cc80p-1f, 0x1.fb3ba0p-2f, 0x1.3fb958p-3f);
    assertThat(at(LatentKind.UNIFORM_0_1, LAST_SEED, FAR)).containsExactly(
        0x1.3e0ff4p-1f, 0x1.7b830cp-2f, 0x1.dda590p-1f, 0x1.1a1240p-1f, 0x1.5a6604p-1f);
  }

  @Test
  void uniformFromMinusOneIsPinned() {
    assertThat(at(LatentKind.UNIFORM_MINUS_1_1, 7, 0)).containsExactly(
        -0x1.585814p-1f, 0x1.7d00d0p-1f, 0x1.e39900p-1f, -0x1.311800p-7f, -0x1.602354p-1f);
    assertThat(at(LatentKind.UNIFORM_MINUS_1_1, LAST_SEED, FAR)).containsExactly(
        0x1.f07fa0p-3f, -0x1.08f9e8p-2f, 0x1.bb4b20p-1f, 0x1.a12400p-4f, 0x1.699810p-2f);
  }

  @Test
  void normalIsPinned() {
    assertThat(at(LatentKind.NORMAL, 7, 0)).containsExactly(
        0x1.51fb04p+0f, -0x1.5ea4f8p+0f, -0x1.112f42p-4f, 0x1.0741b8p+0f, -0x1.44b574p-1f);
    assertThat(at(LatentKind.NORMAL, LAST_SEED, FAR)).containsExactly(
        -0x1.57690cp-1f, 0x1.6add6cp-1f, -0x1.261f5ap-2f, 0x1.170494p+0f, 0x1.3542e2p-6f);
  }

  @Test
  void aShorterVectorIsTheStartOfALongerOne() {
    float[] five = new float[5];
    float[] eleven = new float[11];
    for (LatentKind kind : LatentKind.values()) {
      LatentSource.fill(kind, 3, 4, five);
      LatentSource.fill(kind, 3, 4, eleven);
      assertThat(eleven).startsWith(five);
    }
  }

  /** 200,000 values each; the bounds are five standard errors of mean and variance. */
  @Test
  void theMomentsAreThoseOfTheDistribution() {
    checkMoments(LatentKind.UNIFORM_0_1, 0, 1, 0.5, 1.0 / 12, 0.0033, 0.0009);
    checkMoments(LatentKind.UNIFORM_MINUS_1_1, -1, 1, 0, 1.0 / 3, 0.0065, 0.0034);
    checkMoments(LatentKind.NORMAL, -7, 7, 0, 1, 0.0112, 0.0159);
  }

  @Test
  void aNegativeIndexIsRefused() {
    assertThatThrownBy(() -> LatentSource.fill(LatentKind.NORMAL, 0, -1, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The index of an image is -1; it must be 0 or more.");
  }

  private static float[] at(LatentKind kind, long seed, long index) {
    float[] z = new float[11];
    LatentSource.fill(kind, seed, index, z);
    return new float[] {z[0], z[1], z[2], z[8], z[10]};
  }

  private static void checkMoments(LatentKind kind, double low, double high, double mean, double variance,
      double meanError, double varianceError) {
    float[] z = new float[100];
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int index = 0; index < 2000; index++) {
      LatentSource.fill(kind, 99, index, z);
      for (float value : z) {
        assertThat(value >= low && value < high).as("%s in range", value).isTrue();
        sum += value;
        squares += (value - mean) * (value - mean);
        count++;
      }
    }
    assertThat(sum / count).isCloseTo(mean, within(meanError));
    assertThat(squares / count).isCloseTo(variance, within(varianceError));
  }
}
