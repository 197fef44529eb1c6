package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.improvedgan.metrics.RaterDifference.Judgements;
import org.junit.jupiter.api.Test;

/** Small groups, whose resamples can be listed one by one. */
class RaterDifferenceTest {

  private static final int RESAMPLES = 200_000;

  private final Judgements three = new Judgements(new long[] {1, 4, 6}, new long[] {10, 10, 8});
  private final Judgements two = new Judgements(new long[] {2, 5}, new long[] {10, 20});

  /** Every difference with its probability: 27 times 4 equally likely pairs of resamples. */
  private Map<Double, Double> exact() {
    var exact = new HashMap<Double, Double>();
    for (var draw = 0; draw < 27; draw++) {
      var wrong = 0L;
      var total = 0L;
      for (int i = 0, rest = draw; i < 3; i++, rest /= 3) {
        wrong += three.wrong()[rest % 3];
        total += three.total()[rest % 3];
      }
      for (var other = 0; other < 4; other++) {
        var otherWrong = two.wrong()[other % 2] + two.wrong()[other / 2];
        var otherTotal = two.total()[other % 2] + two.total()[other / 2];
        exact.merge((double) wrong / total - (double) otherWrong / otherTotal, 1.0 / 108, Double::sum);
      }
    }
    return exact;
  }

  @Test
  void resamplesComeAsOftenAsTheirListSays() {
    var counts = new HashMap<Double, Double>();
    for (var difference : RaterDifference.resampled(three, two, RESAMPLES, 7)) {
      counts.merge(difference, 1.0 / RESAMPLES, Double::sum);
    }
    var exact = exact();
    assertThat(counts.keySet()).isEqualTo(exact.keySet());
    // Five standard deviations of a share of 200,000 draws.
    exact.forEach((difference, p) ->
        assertThat(counts.get(difference)).isEqualTo(p, within(5 * Math.sqrt(p * (1 - p) / RESAMPLES))));
  }

  @Test
  void intervalAndPValueAreThoseOfTheList() {
    var exact = exact();
    var result = RaterDifference.of(three, two, RESAMPLES, 7, 0.9);
    assertThat(result.estimate()).isEqualTo(11 / 28.0 - 7 / 30.0);
    assertThat(exact).containsKeys(result.interval().low(), result.interval().high());
    for (var end : new double[][] {{result.interval().low(), 0.05}, {result.interval().high(), 0.95}}) {
      var below = exact.entrySet().stream().filter(e -> e.getKey() < end[0]).mapToDouble(Map.Entry::getValue).sum();
      var upTo = exact.entrySet().stream().filter(e -> e.getKey() <= end[0]).mapToDouble(Map.Entry::getValue).sum();
      assertThat(end[1]).isBetween(below - 0.003, upTo + 0.003);
    }
    var atMostZero = exact.entrySet().stream().filter(e -> e.getKey() <= 0).mapToDouble(Map.Entry::getValue).sum();
    assertThat(atMostZero).isLessThan(0.5);
    assertThat(result.pValue()).isEqualTo(2 * atMostZero, within(10 * Math.sqrt(atMostZero / RESAMPLES)));
  }

  @Test
  void equalGroupsDoNotDiffer() {
    var alike = new Judgements(new long[] {3, 3}, new long[] {10, 10});
    assertThat(RaterDifference.of(alike, alike, 100, 1, 0.95)).isEqualTo(
        new RaterDifference(0, new Interval(0, 0), 1));
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Judgements(new long[] {1}, new long[] {2}))
        .withMessageContaining("at least two raters");
    assertThatIllegalArgumentException().isThrownBy(() -> RaterDifference.of(two, two, 0, 1, 0.95))
        .withMessageContaining("resample");
    assertThatIllegalArgumentException().isThrownBy(() -> RaterDifference.of(two, two, 10, 1, 95))
        .withMessageContaining("0.95");
  }
}
