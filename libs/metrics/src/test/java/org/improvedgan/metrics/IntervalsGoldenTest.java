package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.improvedgan.metrics.RaterBootstrap.Statistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Intervals of the human evaluation against exact values. */
class IntervalsGoldenTest {

  private static final int RESAMPLES = 100_000;

  @Test
  void wilsonIntervals() {
    var file = Golden.read("10_wilson_interval");
    var successes = file.vector("inputs", "successes");
    var trials = file.vector("inputs", "trials");
    var confidence = file.vector("inputs", "confidence");
    for (var i = 0; i < trials.length; i++) {
      var interval = WilsonInterval.of((long) successes[i], (long) trials[i], confidence[i]);
      file.check("low " + i, interval.low(), file.vector("outputs", "lower")[i]);
      file.check("high " + i, interval.high(), file.vector("outputs", "upper")[i]);
    }
  }

  /** Bounds of the file's notes: five standard errors of a random bootstrap with so many resamples. */
  @ParameterizedTest
  @EnumSource(Statistic.class)
  void bootstrapFollowsTheExactDistribution(Statistic statistic) {
    var file = Golden.read("10_worker_bootstrap_exact");
    var expected = file.json().get("outputs").get(statistic == Statistic.POOLED_ERROR_RATE
        ? "pooled_error_rate" : "mean_of_worker_error_rates");
    var rates = RaterBootstrap.resampledRates(statistic, longs(file.vector("inputs", "wrong_answers")),
        longs(file.vector("inputs", "answers")), RESAMPLES, 7);

    var mean = Arrays.stream(rates).average().orElseThrow();
    assertThat(mean).isCloseTo(number(expected, "expectation"),
        within(5 * Math.sqrt(number(expected, "variance") / RESAMPLES)));

    var values = Golden.toVector(expected.get("values").get("data"));
    var outcomes = Golden.toVector(expected.get("outcomes_out_of_total").get("data"));
    var total = expected.get("total_outcomes").asDouble();
    var below = 0.0;
    for (var i = 0; i < values.length; i++) {
      below += outcomes[i] / total;
      var limit = values[i] + 1e-9;
      var share = Arrays.stream(rates).filter(rate -> rate <= limit).count() / (double) RESAMPLES;
      assertThat(share).as("P(X <= %s)", values[i])
          .isCloseTo(below, within(5 * Math.sqrt(below * (1 - below) / RESAMPLES) + 1e-9));
    }
  }

  /** The file's quantiles lie at least 0.012 of probability away from a neighbouring value: 5 errors are 0.0025. */
  @Test
  void intervalEndsAreTheExactQuantiles() {
    var file = Golden.read("10_worker_bootstrap_exact");
    var expected = file.json().get("outputs").get("pooled_error_rate");
    var interval = RaterBootstrap.of(longs(file.vector("inputs", "wrong_answers")),
        longs(file.vector("inputs", "answers")), RESAMPLES, 7, 0.95);
    file.check("low", interval.low(), number(expected, "quantile_0.025"));
    file.check("high", interval.high(), number(expected, "quantile_0.975"));
  }

  private static double number(JsonNode node, String name) {
    return node.get(name).get("data").asDouble();
  }

  private static long[] longs(double[] values) {
    return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
  }
}
