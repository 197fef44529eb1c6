package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {

  /** Covariances with common eigenvectors have the trace Σ √(a_i b_i); 1e-12 relative is far below 1e-8 = √ε. */
  @Test
  void singularCovariancesGiveTheExactTrace() {
    var d = 150;
    for (var rank : new int[] {1, 40, d}) {
      var a = new double[d];
      var b = new double[d];
      var expected = 0.0;
      for (var i = 0; i < d; i++) {
        a[i] = i < rank ? Math.exp(-10.0 * i / d) : 0;
        b[i] = i % 3 == 0 ? 0 : 1 + i % 5;
        expected += Math.sqrt(a[i] * b[i]);
      }
      var distance = FrechetDistance.of(new double[d], TestMatrices.rotated(a, 4), new double[d],
          TestMatrices.rotated(b, 4));
      assertThat(distance.traceOfRoot()).isCloseTo(expected, within(1e-12 * (1 + expected)));
    }
  }

  @Test
  void identicalImagesGiveTheDistanceOfTheMeans() {
    var ones = FeatureStatistics.of(Features.of(new float[][] {{.1f, .3f}, {.1f, .3f}, {.1f, .3f}}));
    var twos = FeatureStatistics.of(Features.of(new float[][] {{.1f, 2.3f}, {.1f, 2.3f}}));
    assertThat(FrechetDistance.of(ones, ones).value()).isZero();
    // Single precision holds 0.3 and 2.3 to 1e-7.
    assertThat(FrechetDistance.of(ones, twos).value()).isCloseTo(4, within(1e-6));
    var zeros = FeatureStatistics.of(Features.of(new float[2][5]));
    assertThat(FrechetDistance.of(zeros, zeros)).isEqualTo(new FrechetDistance(0, 0, 0));
  }

  @Test
  void aSetHasNoDistanceToItself() {
    var random = new SplittableRandom(3);
    var rows = new double[20][30];
    for (var row : rows) {
      for (var i = 0; i < row.length; i++) {
        row[i] = random.nextDouble(-1, 1);
      }
    }
    var statistics = FeatureStatistics.of(Features.of(rows));
    // The traces are about 10: rounding leaves 1e-14.
    assertThat(FrechetDistance.of(statistics, statistics).value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void badInputIsRefusedWithASentence() {
    var one = FeatureStatistics.of(Features.of(new double[][] {{1, 2}}));
    assertThatIllegalArgumentException().isThrownBy(() -> FrechetDistance.of(one, one))
        .withMessageContaining("at least two images");
    refused(new double[][] {{1, 0}, {0, Double.NaN}}, "finite variances");
    refused(new double[][] {{1, 0}, {0, -1}}, "finite variances");
    refused(new double[][] {{0, 1}, {1, 0}}, "no covariance");
    refused(new double[][] {{1, .5}, {-.5, 1}}, "must be equal");
    refused(new double[][] {{1, 0}, {0}}, "square");
    refused(new double[][] {{1}}, "same dimensions");
    assertThatIllegalArgumentException().isThrownBy(() -> FrechetDistance.of(new double[3],
        new double[][] {{1, -.9, -.9}, {-.9, 1, -.9}, {-.9, -.9, 1}}, new double[3], new double[3][3]))
        .withMessageContaining("negative eigenvalue");
    assertThatIllegalArgumentException().isThrownBy(() -> FrechetDistance.of(new double[] {Double.NaN},
        new double[1][1], new double[1], new double[1][1])).withMessageContaining("means");
  }

  private static void refused(double[][] covariance, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> FrechetDistance.of(new double[2], covariance,
        new double[2], new double[][] {{1, 0}, {0, 1}})).withMessageContaining(message);
  }
}
