package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Signal detection, Holm's adjustment and the size of a study. */
class StudyStatisticsTest {

  @Test
  void sensitivityIsTheDistanceOfTheQuantiles() {
    // (84134 + 0.5) / (99999 + 1) and (15865 + 0.5) / (99999 + 1): the normal distribution at 1 and -1, within 1e-6.
    var result = SignalDetection.of(84134, 99999, 15865, 99999);
    assertThat(result.sensitivity()).isEqualTo(2, within(1e-4));
    assertThat(result.criterion()).isEqualTo(0, within(1e-4));
    var leaning = SignalDetection.of(15865, 99999, 15865, 99999);
    assertThat(leaning.sensitivity()).isZero();
    assertThat(leaning.criterion()).isEqualTo(1, within(1e-4));
  }

  @Test
  void sensitivityIsFiniteWhereEverythingIsCaught() {
    // 20.5 of 21 and 0.5 of 21: z(20.5 / 21) twice.
    assertThat(SignalDetection.of(20, 20, 0, 20).sensitivity()).isEqualTo(3.9615, within(5e-5));
    assertThat(SignalDetection.of(0, 20, 20, 20).sensitivity()).isEqualTo(-3.9615, within(5e-5));
    assertThat(NormalQuantile.of(0.975)).isEqualTo(1.959963984540054, within(1e-12));
    assertThatIllegalArgumentException().isThrownBy(() -> SignalDetection.of(0, 0, 1, 2))
        .withMessageContaining("at least one image");
    assertThatIllegalArgumentException().isThrownBy(() -> SignalDetection.of(3, 2, 1, 2)).withMessageContaining("3");
  }

  @Test
  void holmStepsDown() {
    // Sorted 0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1 gives 0.04, 0.06, 0.06, 0.04, and none falls below those before.
    assertThat(Holm.adjust(0.04, 0.01, 0.03, 0.02)).containsExactly(new double[] {0.06, 0.04, 0.06, 0.06},
        within(1e-15));
    assertThat(Holm.adjust(0.9, 0.8)).containsExactly(1, 1);
    assertThat(Holm.adjust()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjust(1.5)).withMessageContaining("1.5");
  }

  @Test
  void sizesOfStudiesAreThoseOfTheTextbook() {
    var independent = StudyPower.INDEPENDENT;
    // 1.96 sqrt(0.25 / 1600)
    assertThat(independent.margin(0.5, 1600, 0.95)).isEqualTo(0.0245, within(5e-5));
    // ((1.95996 * 0.5 + 0.84162 * sqrt(0.2475)) / 0.05)^2 = 782.3
    assertThat(independent.judgements(0.5, 0.55, 0.05, 0.8)).isEqualTo(783);
    assertThat(independent.judgements(0.5, 0.45, 0.05, 0.8)).isEqualTo(783);
    var raters = new StudyPower(100, 0.05);
    assertThat(raters.designEffect()).isEqualTo(5.95);
    assertThat(raters.judgements(0.5, 0.55, 0.05, 0.8)).isBetween((long) (782 * 5.95), (long) (783 * 5.95) + 1);
    assertThat(raters.margin(0.5, 1600, 0.95)).isEqualTo(0.0245 * Math.sqrt(5.95), within(2e-4));
    assertThatIllegalArgumentException().isThrownBy(() -> independent.judgements(0.5, 0.5, 0.05, 0.8))
        .withMessageContaining("from itself");
    assertThatIllegalArgumentException().isThrownBy(() -> independent.judgements(0.5, 0.6, 0.05, 80))
        .withMessageContaining("0.8");
    assertThatIllegalArgumentException().isThrownBy(() -> independent.margin(50, 10, 0.95))
        .withMessageContaining("between 0 and 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new StudyPower(0, 0)).withMessageContaining("at least one");
  }
}
