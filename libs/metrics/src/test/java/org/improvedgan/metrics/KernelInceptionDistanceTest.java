package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class KernelInceptionDistanceTest {

  /**
   * Expected: NumPy 2.4.6, on a = x[i][k] = ((5i+3k)%7-3)/2 (13 x 4) and b = ((2i+5k)%9-4)/2 (11 x 4), with
   * r = RandomState(2020), five times x = a[r.choice(13, 6, replace=False)], y = b[r.choice(11, 6, replace=False)]
   * and the formula of the class comment. 1e-12 is rounding.
   */
  @Test
  void seedDrawsTheSubsetsOfNumPy() {
    var distance = KernelInceptionDistance.ofSubsets(Features.of(table(13, 5, 3, 7)), Features.of(table(11, 2, 5, 9)),
        5, 6, 2020);
    var expected = List.of(0.2899549696180559, 1.762657335069445, 5.915757921006945, -2.2158067491319438,
        0.04019368489583375);
    for (var i = 0; i < 5; i++) {
      assertThat(distance.subsetDistances().get(i)).isCloseTo(expected.get(i), within(1e-12));
    }
    assertThat(distance.mean()).isCloseTo(1.158551432291667, within(1e-12));
    assertThat(distance.standardDeviation()).isCloseTo(2.6976817648016067, within(1e-12));
  }

  private static double[][] table(int rows, int a, int b, int modulus) {
    var table = new double[rows][4];
    for (var i = 0; i < rows; i++) {
      for (var k = 0; k < 4; k++) {
        table[i][k] = ((a * i + b * k) % modulus - modulus / 2) / 2.0;
      }
    }
    return table;
  }

  /** More rows and features than a tile has, in single and double precision, against plain loops. */
  @Test
  void tilesMakeNoDifference() {
    var x = TestMatrices.features(300, 263, 0, 1);
    var y = TestMatrices.features(270, 263, .5, 2);
    var expected = plainMean(x, x) + plainMean(y, y) - 2 * plainMean(x, y);
    assertThat(KernelInceptionDistance.ofWhole(Features.of(x), Features.of(y))).isCloseTo(expected, within(1e-10));
    assertThat(KernelInceptionDistance.ofWhole(Features.of(doubles(x)), Features.of(doubles(y))))
        .isEqualTo(KernelInceptionDistance.ofWhole(Features.of(x), Features.of(y)));
  }

  /** Of k(a_i, b_j), without the diagonal where both sets are the same. */
  private static double plainMean(float[][] a, float[][] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) {
      for (var j = 0; j < b.length; j++) {
        var product = 0.0;
        for (var k = 0; k < a[i].length; k++) {
          product += (double) a[i][k] * b[j][k];
        }
        sum += a == b && i == j ? 0 : Math.pow(product / a[i].length + 1, 3);
      }
    }
    return sum / ((double) a.length * (a == b ? a.length - 1 : b.length));
  }

  private static double[][] doubles(float[][] rows) {
    var copy = new double[rows.length][rows[0].length];
    for (var r = 0; r < rows.length; r++) {
      for (var i = 0; i < rows[r].length; i++) {
        copy[r][i] = rows[r][i];
      }
    }
    return copy;
  }

  @Test
  void numberOfThreadsMakesNoDifference() throws Exception {
    var x = Features.of(TestMatrices.features(60, 9, 0, 1));
    var y = Features.of(TestMatrices.features(50, 9, 1, 2));
    var single = new ForkJoinPool(1);
    var several = new ForkJoinPool(4);
    try {
      assertThat(several.submit(() -> KernelInceptionDistance.ofSubsets(x, y, 20, 30, 7)).get())
          .isEqualTo(single.submit(() -> KernelInceptionDistance.ofSubsets(x, y, 20, 30, 7)).get());
    } finally {
      single.shutdown();
      several.shutdown();
    }
  }

  @Test
  void identicalImagesHaveNoDistance() {
    var zeros = Features.of(new float[5][3]);
    assertThat(KernelInceptionDistance.ofWhole(zeros, zeros)).isZero();
    var same = Features.of(new double[][] {{.3, 7}, {.3, 7}, {.3, 7}});
    // The kernel of equal rows is about 1.5e4; rounding leaves 1e-11.
    assertThat(KernelInceptionDistance.ofWhole(same, same)).isCloseTo(0, within(1e-10));
    assertThat(KernelInceptionDistance.ofSubsets(zeros, zeros, 3, 2, 0).standardDeviation()).isZero();
  }

  @Test
  void badInputIsRefusedWithASentence() {
    var five = Features.of(new float[5][3]);
    assertThatIllegalArgumentException().isThrownBy(() -> KernelInceptionDistance.ofSubsets(five, five, 10, 6, 1))
        .withMessage("Subsets of 6 images cannot be drawn from 5: give more images or ask for smaller subsets.");
    assertThatIllegalArgumentException().isThrownBy(() -> KernelInceptionDistance.ofSubsets(five, five, 10, 1, 1))
        .withMessageContaining("at least two");
    assertThatIllegalArgumentException().isThrownBy(() -> KernelInceptionDistance.ofSubsets(five, five, 0, 2, 1))
        .withMessageContaining("at least one subset");
    assertThatIllegalArgumentException().isThrownBy(() -> KernelInceptionDistance.ofSubsets(five, five, 1, 2, -1))
        .withMessageContaining("seed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelInceptionDistance.ofSubsets(five, List.of(), five, List.of()))
        .withMessageContaining("equally many");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelInceptionDistance.ofWhole(five, Features.of(new float[5][2])))
        .withMessageContaining("same network");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelInceptionDistance.ofWhole(five, Features.of(new float[1][3])))
        .withMessageContaining("at least two");
  }
}
