package org.improvedgan.humaneval.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.improvedgan.humaneval.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers: the paper's 2,000 votes and textbook sizes; the costs are HYPE's, computed by hand. */
class PowerTest {

  @Test
  void sixteenHundredJudgementsTellTwoAndAHalfPoints() {
    var report = report("{\"raters\": 16, \"correlation\": 0}");
    assertThat(report.judgements()).isEqualTo(1600);
    assertThat(report.margin()).isCloseTo(0.0245, within(1e-5));
    assertThat(report.sentences()).containsExactly("1,600 judgements: ±2.4 points.",
        "To tell 55 % from 50 % with 80 % power: 783 independent judgements, so 8 raters.");
  }

  @Test
  void answersOfOneRaterTellLess() {
    var report = report("{\"raters\": 16, \"settings\": {\"arms\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}}");
    assertThat(report.designEffect()).isCloseTo(1.99, within(1e-12));
    assertThat(report.margin()).isCloseTo(0.0245 * Math.sqrt(1.99), within(1e-5));
    assertThat(report.ratersNeeded()).isEqualTo(16);
    assertThat(report.sentences()).containsExactly("1,600 judgements: ±2.4 points if all were independent; ±3.5 where "
            + "two answers of one rater correlate by 0.01 (design effect 1.99).",
        "Each of the 2 arms: 800 judgements, ±4.9 points.",
        "To tell 55 % from 50 % with 80 % power: 783 independent judgements, so 16 raters in each arm.");
  }

  @Test
  void hypeCostsWhatItCosts() {
    var hype = "{\"settings\": {\"ratersWanted\": 30, \"platform\": \"mturk\", \"payment\": {\"currency\": \"USD\", "
        + "\"base\": 1, \"perCorrect\": 0.02, \"budget\": 0}%s}}";
    // 30 × (1 + 100 × 0.02), and a fifth on top; with half of the answers right 30 × 2 × 1.2.
    assertThat(report(hype.formatted("")).costs().most()).isEqualByComparingTo("108.00");
    assertThat(report(hype.formatted("")).costs().half()).isEqualByComparingTo("72.00");
    // HITs with ten places or more: two fifths of the dollar, one fifth of the bonus.
    assertThat(report(hype.formatted(", \"mturk\": {\"assignmentsPerHit\": 30}")).costs().most())
        .isEqualByComparingTo("114.00");
    assertThat(report(hype.formatted("")).sentences()).last()
        .isEqualTo("30 raters cost about USD 72.00, fees included; at most 108.00, if every answer is right.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"rater\": 3} | There is no “rater” in the request; there is confidence, correlation",
      "{\"settings\": {\"titel\": \"x\"}} | titel",
      "{\"settings\": {\"imagesPerRater\": 0}} | imagesPerRater",
      "{\"settings\": 3} | JSON object",
      "{\"raters\": 0} | raters is 0: write a whole number from 1 to",
      "{\"raters\": 2.5} | a whole number",
      "{\"raters\": \"many\"} | write a whole number",
      "{\"raters\": 1, \"raters\": 2} | Duplicate field 'raters'",
      "{\"otherRate\": 0.5} | no study tells a rate from itself",
      "{\"confidence\": 95} | write a number between 0 and 1, such as 0.95",
      "{\"correlation\": 1.5} | from 0 to 1",
      "{\"settings\": {\"payment\": {\"base\": -1}}} | payment",
      "{\"raters\" | is no JSON, line 1",
      "[] | no JSON object", "'' | body", "null | is empty"})
  void whatCannotBeMeantIsNamed(String json, String sentence) {
    assertThatThrownBy(() -> report(json)).isInstanceOf(Refusal.class).hasMessageContaining(sentence)
        .hasMessageEndingWith(".");
  }

  private static PowerReport report(String json) {
    return PowerReport.of(StrictJson.read(json, PowerQuestion.class));
  }
}
