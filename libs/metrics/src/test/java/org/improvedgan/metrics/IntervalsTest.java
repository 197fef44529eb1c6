package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class IntervalsTest {

  @Test
  void wilsonRefusesWhatHasNoInterval() {
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(0, 0, 0.95)).withMessageContaining("trial");
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(5, 4, 0.95)).withMessageContaining("5");
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(1, 4, 95)).withMessageContaining("0.95");
  }

  @Test
  void bootstrapIsRepeatableBySeed() {
    var wrong = new long[] {10, 22, 31, 5, 18, 27};
    var total = new long[] {50, 50, 60, 40, 50, 50};
    var interval = RaterBootstrap.of(wrong, total, 10_000, 1, 0.95);
    assertThat(RaterBootstrap.of(wrong, total, 10_000, 1, 0.95)).isEqualTo(interval);
    assertThat(interval.low()).isBetween(0.2, 113 / 300.0);
    assertThat(interval.high()).isBetween(113 / 300.0, 0.55);
  }

  @Test
  void ratersWhoAgreeGiveAPoint() {
    assertThat(RaterBootstrap.of(new long[] {3, 3, 3}, new long[] {10, 10, 10}, 1000, 1, 0.95))
        .isEqualTo(new Interval(0.3, 0.3));
  }

  @Test
  void quantileIsTheSmallestValueThatReachesTheShare() {
    var values = new double[40];
    for (var i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    assertThat(RaterBootstrap.quantile(values, (1 - 0.95) / 2)).isEqualTo(1);
    assertThat(RaterBootstrap.quantile(values, 0.026)).isEqualTo(2);
    assertThat(RaterBootstrap.quantile(values, 1)).isEqualTo(40);
  }

  @Test
  void bootstrapRefusesWhatItCannotResample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RaterBootstrap.of(new long[] {1}, new long[] {2}, 10, 1, 0.95))
        .withMessageContaining("at least two raters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RaterBootstrap.of(new long[] {1, 0}, new long[] {2, 0}, 10, 1, 0.95))
        .withMessageContaining("Rater 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RaterBootstrap.of(new long[] {1, 0}, new long[] {2}, 10, 1, 0.95))
        .withMessageContaining("2 and 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Interval(1, 0)).withMessageContaining("high end");
  }
}
