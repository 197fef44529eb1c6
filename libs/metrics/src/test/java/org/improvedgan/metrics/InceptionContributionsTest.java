package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InceptionContributionsTest {

  @Test
  void sureAndRareIsBest() {
    // p(y) = (5/8, 3/8): the contributions are log 8/5, log 8/5, log 8/3 and 0.5 log 0.8 + 0.5 log 4/3.
    var contributions = InceptionContributions.ofProbabilities(new double[][] {{1, 0}, {1, 0}, {0, 1}, {.5, .5}});
    assertThat(contributions.values()).containsExactly(new double[] {Math.log(1.6), Math.log(1.6), Math.log(8 / 3.0),
        (Math.log(.8) + Math.log(4 / 3.0)) / 2}, within(1e-15));
    assertThat(contributions.best(1.0)).containsExactly(2, 0, 1, 3);
    assertThat(contributions.best(3)).containsExactly(2, 0, 1);
  }

  @Test
  void shareIsRoundedDownButGivesOneAtLeast() {
    var contributions = InceptionContributions.ofLogits(new float[100][3]);
    assertThat(contributions.best(.001)).containsExactly(0);
    assertThat(contributions.best(.01)).hasSize(1);
    assertThat(contributions.best(.019)).hasSize(1);
    assertThat(contributions.best(.29)).hasSize(29);
    assertThat(contributions.best(1.0)).hasSize(100);
  }

  @Test
  void meanIsTheLogarithmOfTheScore() {
    var logits = TestMatrices.features(200, 12, 0, 4);
    var mean = Arrays.stream(InceptionContributions.ofLogits(logits).values()).average().orElseThrow();
    assertThat(Math.exp(mean)).isCloseTo(InceptionScore.ofLogits(logits, 1).mean(), within(1e-13));
  }

  @Test
  void identicalAndExtremeRowsAreHarmless() {
    assertThat(InceptionContributions.ofProbabilities(new double[][] {{.3, .7}, {.3, .7}, {.3, .7}}).values())
        .containsExactly(new double[3], within(1e-16));
    var extreme = InceptionContributions.ofLogits(new double[][] {{1e308, -1e308}, {-1e308, 1e308}, {0, 0}});
    assertThat(extreme.values()).containsExactly(new double[] {Math.log(2), Math.log(2), 0}, within(1e-15));
    assertThat(InceptionScore.ofLogits(new double[][] {{1e308, -1e308}, {-1e308, 1e308}}, 1).mean())
        .isCloseTo(2, within(1e-15));
  }

  @Test
  void badInputIsRefusedWithASentence() {
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionContributions.ofLogits(new float[0][]))
        .withMessageContaining("at least one row");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionContributions.ofLogits(new float[][] {{0, Float.NaN}}))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionContributions.ofLogits(new double[][] {{0, 1}, {1}}))
        .withMessageContaining("2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InceptionContributions.ofProbabilities(new double[][] {{2, 3}})).withMessageContaining("sum");
    var contributions = InceptionContributions.ofLogits(new float[5][2]);
    assertThatIllegalArgumentException().isThrownBy(() -> contributions.best(0.0)).withMessageContaining("0.01");
    assertThatIllegalArgumentException().isThrownBy(() -> contributions.best(Double.NaN)).withMessageContaining("0.01");
    assertThatIllegalArgumentException().isThrownBy(() -> contributions.best(6)).withMessageContaining("1 to 5");
  }
}
