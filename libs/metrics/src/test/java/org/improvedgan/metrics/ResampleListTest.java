package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.improvedgan.metrics.RaterBootstrap.Statistic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bootstrap over raters against the list of all resamples, n to the power of n for n raters. */
class ResampleListTest {
  private static final int RESAMPLES = 200_000;
  private static final long[] WRONG = {1, 4, 6, 0, 9};
  private static final long[] TOTAL = {10, 7, 8, 3, 25};

  /** Every value with its probability. */
  private static TreeMap<Double, Double> exact(Statistic statistic, int raters) {
    var exact = new TreeMap<Double, Double>();
    var resamples = (int) Math.pow(raters, raters);
    for (var resample = 0; resample < resamples; resample++) {
      var drawn = new int[raters];
      for (int i = 0, rest = resample; i < raters; i++, rest /= raters) {
        drawn[i] = rest % raters;
      }
      var value = statistic == Statistic.POOLED_ERROR_RATE
          ? (double) Arrays.stream(drawn).mapToLong(i -> WRONG[i]).sum()
              / Arrays.stream(drawn).mapToLong(i -> TOTAL[i]).sum()
          : Arrays.stream(drawn).mapToDouble(i -> (double) WRONG[i] / TOTAL[i]).sum() / raters;
      // Sums in another order differ in their last bit.
      exact.merge(Math.round(value * 1e12) / 1e12, 1.0 / resamples, Double::sum);
    }
    return exact;
  }

  @ParameterizedTest
  @EnumSource(Statistic.class)
  void everyResampleComesAsOftenAsItsShare(Statistic statistic) {
    for (var raters = 3; raters <= WRONG.length; raters++) {
      var counts = new TreeMap<Double, Double>();
      for (var rate : RaterBootstrap.resampledRates(statistic, Arrays.copyOf(WRONG, raters),
          Arrays.copyOf(TOTAL, raters), RESAMPLES, 11)) {
        counts.merge(Math.round(rate * 1e12) / 1e12, 1.0 / RESAMPLES, Double::sum);
      }
      var exact = exact(statistic, raters);
      assertThat(exact.keySet()).containsAll(counts.keySet());
      // Five standard deviations of a share of 200,000 draws, and half a draw for the rarest.
      exact.forEach((rate, p) -> assertThat(counts.getOrDefault(rate, 0.0))
          .isEqualTo(p, within(5 * Math.sqrt(p * (1 - p) / RESAMPLES) + 0.5 / RESAMPLES)));
    }
  }

  /** An end lies where the exact distribution reaches its share, within five standard deviations of a share. */
  @ParameterizedTest
  @CsvSource({"3, 0.95", "4, 0.95", "5, 0.95", "5, 0.8", "4, 0.5"})
  void intervalEndsAreQuantilesOfTheList(int raters, double confidence) {
    var exact = exact(Statistic.POOLED_ERROR_RATE, raters);
    var interval = RaterBootstrap.of(Arrays.copyOf(WRONG, raters), Arrays.copyOf(TOTAL, raters), RESAMPLES, 11,
        confidence);
    for (var end : new double[][] {
        {interval.low(), (1 - confidence) / 2}, {interval.high(), (1 + confidence) / 2}}) {
      var slack = 5 * Math.sqrt(end[1] * (1 - end[1]) / RESAMPLES);
      assertThat(sum(exact.headMap(end[0] - 1e-9))).as("P(X < %s)", end[0]).isLessThan(end[1] + slack);
      assertThat(sum(exact.headMap(end[0] + 1e-9))).as("P(X <= %s)", end[0]).isGreaterThan(end[1] - slack);
    }
  }

  /** The mean over all resamples of the raters' mean is the raters' mean, and all probabilities make 1. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void theListIsComplete(int raters) {
    var exact = exact(Statistic.MEAN_OF_RATER_ERROR_RATES, raters);
    assertThat(sum(exact)).isEqualTo(1, within(1e-12));
    var mean = IntStream.range(0, raters).mapToDouble(i -> (double) WRONG[i] / TOTAL[i]).average().orElseThrow();
    assertThat(exact.entrySet().stream().mapToDouble(e -> e.getKey() * e.getValue()).sum())
        .isEqualTo(mean, within(1e-11));
  }

  private static double sum(Map<Double, Double> probabilities) {
    return probabilities.values().stream().mapToDouble(p -> p).sum();
  }
}
