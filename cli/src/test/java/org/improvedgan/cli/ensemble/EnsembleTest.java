package org.improvedgan.cli.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnsembleTest {

  /** By hand: softmax(ln 9, 0) = (0.9, 0.1), softmax(0, ln 1.5) = (0.4, 0.6). */
  @Test
  void probabilitiesAreAveragedAndNotVotes() {
    Ensemble ensemble = new Ensemble(new int[] {0, 1}, 2);
    float sure = (float) Math.log(9);
    float unsure = (float) Math.log(1.5);
    ensemble.add(new float[][] {{sure, 0}, {sure, 0}});
    ensemble.add(new float[][] {{0, unsure}, {0, unsure}});
    ensemble.add(new float[][] {{0, unsure}, {0, sure}});
    assertThat(ensemble.wrongOfMembers()).containsExactly(1, 1, 1);
    // Means of class 0: (0.9 + 0.4 + 0.4) / 3 = 0.57 although two of three vote for 1; (0.9 + 0.4 + 0.1) / 3 = 0.47.
    assertThat(ensemble.wrong()).isZero();
    assertThat(ensemble.mean()).isEqualTo(1);
    assertThat(ensemble.standardDeviation()).isZero();
  }

  @Test
  void theDeviationIsThatOfASample() {
    Ensemble ensemble = new Ensemble(new int[] {0, 0}, 2);
    ensemble.add(new float[][] {{1, 0}, {1, 0}});
    ensemble.add(new float[][] {{0, 1}, {0, 1}});
    assertThat(ensemble.mean()).isEqualTo(1);
    assertThat(ensemble.standardDeviation()).isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    assertThat(Ensemble.softmax(new float[] {1000, 1000, -1000})).containsExactly(0.5, 0.5, 0);
  }
}
