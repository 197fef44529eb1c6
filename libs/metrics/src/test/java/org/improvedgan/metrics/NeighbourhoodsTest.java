package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.improvedgan.metrics.Neighbourhoods.Balls;
import org.junit.jupiter.api.Test;

class NeighbourhoodsTest {

  /** More rows and features than a tile has, against plain loops. */
  @Test
  void tilesMakeNoDifference() {
    var real = TestMatrices.features(300, 263, 0, 1);
    var fake = TestMatrices.features(270, 263, .02, 2);
    var radii = plainRadii(real, 4);
    var inside = 0;
    var balls = 0;
    for (var f : fake) {
      var around = 0;
      for (var r = 0; r < real.length; r++) {
        around += distance(f, real[r]) < radii[r] ? 1 : 0;
      }
      balls += around;
      inside += around > 0 ? 1 : 0;
    }
    var covered = 0;
    for (var r = 0; r < real.length; r++) {
      var radius = radii[r];
      var point = real[r];
      covered += Arrays.stream(fake).anyMatch(f -> distance(f, point) < radius) ? 1 : 0;
    }
    var neighbourhoods = Neighbourhoods.of(Features.of(real), Features.of(fake), 4);
    assertThat(neighbourhoods.radiiOfReal()).containsExactly(radii, within(1e-12));
    assertThat(PrecisionRecall.of(neighbourhoods, Balls.OPEN).precision()).isEqualTo(inside / 270.0)
        .isBetween(0.1, 0.999);
    assertThat(DensityCoverage.of(neighbourhoods).density()).isCloseTo(balls / 4.0 / 270, within(1e-15));
    assertThat(DensityCoverage.of(neighbourhoods).coverage()).isEqualTo(covered / 300.0).isBetween(0.1, 0.999);
  }

  private static double[] plainRadii(float[][] points, int k) {
    // Place 0 of the sorted distances is the point's own.
    return Arrays.stream(points).mapToDouble(p -> Arrays.stream(points).mapToDouble(q -> distance(p, q)).sorted()
        .toArray()[k]).toArray();
  }

  private static double distance(float[] a, float[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** Rows with a large common part: |a|² + |b|² − 2ab would give distances of noise, and not 0 for equal rows. */
  @Test
  void identicalImagesLieOnTheSurfaceOfTheirBalls() {
    for (var offset : new double[] {0, 1e4}) {
      var row = TestMatrices.features(1, 500, offset, 3)[0];
      var same = Features.of(new float[][] {row, row, row, row});
      assertThat(PrecisionRecall.of(same, same, 2, Balls.OPEN)).isEqualTo(new PrecisionRecall(0, 0));
      assertThat(PrecisionRecall.of(same, same, 2, Balls.CLOSED)).isEqualTo(new PrecisionRecall(1, 1));
      assertThat(DensityCoverage.of(same, same, 2)).isEqualTo(new DensityCoverage(0, 0));
    }
  }

  @Test
  void setsFarApartShareNothing() {
    var real = Features.of(TestMatrices.features(20, 3, 0, 1));
    var fake = Features.of(TestMatrices.features(20, 3, 100, 2));
    assertThat(PrecisionRecall.of(real, fake, 3, Balls.CLOSED)).isEqualTo(new PrecisionRecall(0, 0));
    assertThat(DensityCoverage.of(real, fake, 3)).isEqualTo(new DensityCoverage(0, 0));
  }

  @Test
  void numberOfThreadsMakesNoDifference() throws Exception {
    var real = Features.of(TestMatrices.features(700, 5, 0, 1));
    var fake = Features.of(TestMatrices.features(600, 5, .3, 2));
    var single = new ForkJoinPool(1);
    var several = new ForkJoinPool(4);
    try {
      var expected = single.submit(() -> Neighbourhoods.of(real, fake, 5)).get();
      var actual = several.submit(() -> Neighbourhoods.of(real, fake, 5)).get();
      assertThat(PrecisionRecall.of(actual, Balls.OPEN)).isEqualTo(PrecisionRecall.of(expected, Balls.OPEN));
      assertThat(DensityCoverage.of(actual)).isEqualTo(DensityCoverage.of(expected));
      assertThat(actual.radiiOfFake()).isEqualTo(expected.radiiOfFake());
    } finally {
      single.shutdown();
      several.shutdown();
    }
  }

  @Test
  void badInputIsRefusedWithASentence() {
    var three = Features.of(new float[3][2]);
    assertThatIllegalArgumentException().isThrownBy(() -> PrecisionRecall.of(three, three, 3, Balls.OPEN))
        .withMessageContaining("k is 3, and the smaller set has 3");
    assertThatIllegalArgumentException().isThrownBy(() -> DensityCoverage.of(three, three, 0))
        .withMessageContaining("k of at least 1");
    var one = Features.of(new float[1][2]);
    assertThatIllegalArgumentException().isThrownBy(() -> DensityCoverage.of(three, one, 1))
        .withMessageContaining("the smaller set has 1");
    assertThatIllegalArgumentException().isThrownBy(() -> DensityCoverage.of(three, Features.of(new float[3][1]), 1))
        .withMessageContaining("same network");
  }
}
