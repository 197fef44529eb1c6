package org.improvedgan.humaneval.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostsTest {

  /** HYPE's prices: a dollar, and two cents for each of 100 right answers. */
  @ParameterizedTest
  @CsvSource({"9, false, 0, 1.20", "9, false, 50, 2.40", "9, false, 100, 3.60", "10, false, 100, 3.80",
      "10, true, 100, 3.85", "9, true, 0, 1.25"})
  void feesAreAFifthAndForLargeHitsAnotherFifthOfTheRewardAlone(int places, boolean masters, int right, String cost) {
    var settings = settings("""
        {"platform": "mturk", "payment": {"currency": "USD", "base": 1, "perCorrect": 0.02, "budget": 0},
         "mturk": {"assignmentsPerHit": %d, "masters": %b}}""".formatted(places, masters));
    assertThat(Costs.session(settings, right)).isEqualTo(new BigDecimal(cost));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.01", "0.12, 0.02", "0.13, 0.03", "0.02, 0.01", "0.37, 0.07", "0.38, 0.08"})
  void feesAreRoundedToCentsAndACentAtLeast(String base, String fee) {
    var settings = settings("""
        {"platform": "mturk", "payment": {"currency": "USD", "base": %s, "perCorrect": 0, "budget": 0}}"""
        .formatted(base));
    assertThat(Costs.session(settings, 100)).isEqualTo(new BigDecimal(base).add(new BigDecimal(fee)));
  }

  @Test
  void otherPlatformsChargeInTheirOwnBill() {
    var settings = settings("""
        {"platform": "prolific", "payment": {"currency": "GBP", "base": 2.5, "perCorrect": 0.01, "budget": 0}}""");
    assertThat(Costs.most(settings)).isEqualTo(new BigDecimal("3.50"));
    assertThat(Costs.estimate(settings, 30)).isEqualTo(new Costs.Estimate("GBP", 30, new BigDecimal("75.00"),
        new BigDecimal("90.00"), new BigDecimal("105.00")));
  }

  @Test
  void whatIsNotPaidCostsNothing() {
    assertThat(Costs.most(StudySettings.DEFAULT)).isEqualTo(new BigDecimal("0.00"));
    assertThat(Costs.estimate(StudySettings.DEFAULT, 30).currency()).isNull();
  }

  private static StudySettings settings(String json) {
    try {
      return SettingsJson.read(new ObjectMapper().readTree(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
