package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {

  /** 300 rows are two full blocks and a part; features of 1e4 ± 1 would lose 8 digits in raw sums of squares. */
  @Test
  void covarianceIsThatOfTheDefinition() {
    var rows = TestMatrices.features(300, 7, 1e4, 1);
    var statistics = FeatureStatistics.of(Features.of(rows));
    var mean = new double[7];
    for (var row : rows) {
      for (var i = 0; i < 7; i++) {
        mean[i] += row[i] / 300.0;
      }
    }
    var covariance = statistics.covariance();
    for (var i = 0; i < 7; i++) {
      assertThat(statistics.mean()[i]).isCloseTo(mean[i], within(1e-8));
      for (var j = 0; j < 7; j++) {
        var expected = 0.0;
        for (var row : rows) {
          expected += (row[i] - mean[i]) * (row[j] - mean[j]) / 299;
        }
        assertThat(covariance[i][j]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void mergedPartsAreTheWholeAndTheSameOrderGivesTheSameBits() {
    var rows = TestMatrices.features(500, 6, 3, 2);
    var whole = FeatureStatistics.of(Features.of(rows));
    var merged = merged(rows);
    assertThat(merged.count()).isEqualTo(500);
    assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-13));
    // Co-moments are about 500/3: 1e-10 is a relative 1e-12.
    assertThat(merged.coMoments()).containsExactly(whole.coMoments(), within(1e-10));
    var again = merged(rows);
    assertThat(again.mean()).isEqualTo(merged.mean());
    assertThat(again.coMoments()).isEqualTo(merged.coMoments());
  }

  private static FeatureStatistics merged(float[][] rows) {
    FeatureStatistics merged = null;
    for (var part : new int[][] {{0, 1}, {1, 200}, {200, 328}, {328, 500}}) {
      var accumulator = new FeatureAccumulator(6);
      for (var r = part[0]; r < part[1]; r++) {
        accumulator.add(rows[r]);
      }
      var statistics = accumulator.statistics();
      // As it would arrive from another machine.
      var travelled = new FeatureStatistics(statistics.count(), statistics.mean().clone(),
          statistics.coMoments().clone());
      merged = merged == null ? travelled : merged.merge(travelled);
    }
    return merged;
  }

  @Test
  void lookingAtTheStatisticsChangesNothing() {
    var rows = TestMatrices.features(200, 3, 0, 3);
    var watched = new FeatureAccumulator(3);
    for (var row : rows) {
      watched.add(row);
      watched.statistics();
    }
    assertThat(watched.statistics().coMoments())
        .isEqualTo(FeatureStatistics.of(Features.of(rows)).coMoments());
  }

  @Test
  void badInputIsRefusedWithASentence() {
    var accumulator = new FeatureAccumulator(2);
    assertThatIllegalArgumentException().isThrownBy(accumulator::statistics).withMessageContaining("no features");
    assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(new float[] {1, Float.NaN}))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(new double[3]))
        .withMessageContaining("has 3");
    accumulator.add(new double[] {1, 2});
    assertThat(accumulator.statistics().count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new FeatureAccumulator(0)).withMessageContaining("at least");
    assertThatIllegalArgumentException().isThrownBy(() -> new FeatureStatistics(2, new double[2], new double[2]))
        .withMessageContaining("3 co-moments");
    assertThatIllegalArgumentException().isThrownBy(() -> new FeatureStatistics(0, new double[2], new double[3]))
        .withMessageContaining("at least one image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureStatistics(1, new double[] {Double.NaN}, new double[1]))
        .withMessageContaining("finite");
    assertThatIllegalArgumentException().isThrownBy(() -> accumulator.statistics()
        .merge(new FeatureStatistics(1, new double[1], new double[1]))).withMessageContaining("2 and 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Features.of(new float[0][]))
        .withMessageContaining("one image");
    assertThatIllegalArgumentException().isThrownBy(() -> Features.of(new float[][] {{1}, {1, 2}}))
        .withMessageContaining("image 1 has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Features.of(new double[][] {{1}, {Double.POSITIVE_INFINITY}}))
        .withMessageContaining("Image 1");
  }
}
