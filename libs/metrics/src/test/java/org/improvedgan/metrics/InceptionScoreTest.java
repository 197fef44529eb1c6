package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {

  @Test
  void certainLogitsOverAllClassesScoreTheNumberOfClasses() {
    // exp(-1000) is zero even in double precision: a softmax followed by a logarithm would give NaN here.
    var logits = new float[30][3];
    for (var i = 0; i < logits.length; i++) {
      logits[i][i % 3] = 1000;
    }
    var score = InceptionScore.ofLogits(logits, 10);
    assertThat(score.mean()).isCloseTo(3, within(1e-12));
    assertThat(score.standardDeviation()).isCloseTo(0, within(1e-12));
    assertThat(score.splitScores()).hasSize(10);
  }

  @Test
  void addingAConstantToALogitRowChangesNothing() {
    var random = new SplittableRandom(5);
    var logits = new double[40][6];
    var shifted = new double[40][6];
    for (var i = 0; i < 40; i++) {
      for (var c = 0; c < 6; c++) {
        logits[i][c] = random.nextDouble(-4, 4);
        shifted[i][c] = logits[i][c] + 500 * i;
      }
    }
    assertThat(InceptionScore.ofLogits(shifted, 4).mean())
        .isCloseTo(InceptionScore.ofLogits(logits, 4).mean(), within(1e-10));
  }

  @Test
  void mergedPartsScoreAsOne() {
    var random = new SplittableRandom(6);
    var whole = new InceptionScoreStatistics(5);
    var first = new InceptionScoreStatistics(5);
    var second = new InceptionScoreStatistics(5);
    for (var i = 0; i < 100; i++) {
      var row = random.doubles(5, -3, 3).toArray();
      whole.add(row);
      (i < 37 ? first : second).add(row);
    }
    // As it would arrive from another machine.
    first.merge(InceptionScoreStatistics.of(second.rows(), second.probabilitySums(), second.negativeEntropySum()));
    assertThat(first.rows()).isEqualTo(100);
    assertThat(first.score()).isCloseTo(whole.score(), within(1e-12)).isGreaterThan(1.2);
  }

  @Test
  void accumulatorCutsWhereIntegerDivisionDoes() {
    // 7 rows in 3 splits: rows 0-1, 2-3, 4-6. Only the last split sees two classes.
    var accumulator = new InceptionScoreAccumulator(7, 3, 2);
    for (var i = 0; i < 7; i++) {
      accumulator.addProbabilities(i == 6 ? new double[] {0, 1} : new double[] {1, 0});
    }
    var scores = accumulator.score().splitScores();
    assertThat(scores.subList(0, 2)).containsOnly(1.0);
    assertThat(scores.get(2)).isCloseTo(Math.exp(Math.log(3) - 2 * Math.log(2) / 3), within(1e-12));
  }

  @Test
  void accumulatorRefusesTooFewAndTooManyRows() {
    var accumulator = new InceptionScoreAccumulator(2, 1, 2);
    accumulator.add(new float[] {0, 1});
    assertThatIllegalStateException().isThrownBy(accumulator::score).withMessage("Only 1 of 2 images have been added.");
    accumulator.add(new float[] {1, 0});
    assertThatIllegalStateException().isThrownBy(() -> accumulator.add(new float[] {1, 0}))
        .withMessageContaining("All 2 images");
  }

  @Test
  void fewerRowsThanSplitsAreRefusedWithASentence() {
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofLogits(new float[3][2], 10))
        .withMessage("An Inception score over 10 splits needs at least 10 images, but there are 3: "
            + "give more images or ask for fewer splits.");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofLogits(new float[0][], 1))
        .withMessageContaining("there are 0");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofLogits(new float[3][2], 0))
        .withMessageContaining("at least 1");
  }

  @Test
  void badRowsAreRefusedWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScore.ofLogits(new float[][] {{0, Float.NaN}}, 1)).withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScore.ofLogits(new float[][] {{0, 1}, {1}}, 1)).withMessageContaining("2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScore.ofProbabilities(new double[][] {{3, 1}}, 1)).withMessageContaining("logits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScore.ofProbabilities(new double[][] {{1.5, -.5}}, 1))
        .withMessageContaining("negative");
  }

  /** Bit for bit: no tolerance. */
  @Test
  void statisticsThatTravelledScoreTheSame() {
    var counted = new InceptionScoreStatistics(3);
    counted.add(new float[] {0.1f, 2.7f, -1.3f});
    counted.add(new float[] {5, -60, 0.3f});
    var arrived = InceptionScoreStatistics.of(counted.rows(), counted.probabilitySums(), counted.negativeEntropySum());
    assertThat(arrived.rows()).isEqualTo(2);
    assertThat(arrived.score()).isEqualTo(counted.score());
  }

  @Test
  void statisticsThatNoImagesCanGiveAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScoreStatistics.of(0, new double[] {0, 0}, 0)).withMessageContaining("0 images");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScoreStatistics.of(2, new double[] {1, 2}, -1)).withMessageContaining("3.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScoreStatistics.of(1, new double[] {2, -1}, -1)).withMessageContaining("negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScoreStatistics.of(1, new double[] {Double.NaN, 1}, -1))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionScoreStatistics.of(1, new double[] {0, 1}, Double.NaN))
        .withMessageContaining("NaN");
  }
}
