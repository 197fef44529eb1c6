package org.improvedgan.humaneval.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig.ResultConfig;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ResultConfig CONFIG = new ResultConfig() {
    @Override
    public double confidence() {
      return 0.95;
    }

    @Override
    public int resamples() {
      return 10_000;
    }

    @Override
    public long seed() {
      return 1;
    }
  };

  /** The paper's section 6.1: 2,000 votes, 47.6 % wrong; Wilson's interval computed by hand from its formula. */
  @Test
  void thePapersVotes() {
    var rates = Rates.of(List.of(tally(1000, 500, 1000, 452, NOON)), CONFIG);
    assertThat(rates.error().rate()).isEqualTo(0.476);
    assertThat(rates.error().wilson().low()).isCloseTo(0.4542, within(5e-5));
    assertThat(rates.error().wilson().high()).isCloseTo(0.4979, within(5e-5));
    assertThat(rates.fooled().rate()).isEqualTo(0.5);
    assertThat(rates.doubted().rate()).isEqualTo(0.452);
    assertThat(rates.bootstrap()).as("one rater").isNull();
  }

  /** Of two raters, resamples hold the first twice, one of each, or the second twice: 0 %, 50 % or 100 % are wrong. */
  @Test
  void twoRatersWhoDisagreeLeaveEverythingOpen() {
    var rates = Rates.of(List.of(tally(10, 0, 10, 0, NOON), tally(10, 10, 10, 10, NOON)), CONFIG);
    assertThat(rates.error().rate()).isEqualTo(0.5);
    assertThat(rates.bootstrap().low()).isZero();
    assertThat(rates.bootstrap().high()).isOne();
    assertThat(rates.raters()).isEqualTo(2);
  }

  @Test
  void aKindThatWasNeverShownHasNoRate() {
    var rates = Rates.of(List.of(tally(0, 0, 5, 1, NOON)), CONFIG);
    assertThat(rates.fooled()).isEqualTo(new Proportion(0, 0, null, null));
    assertThat(rates.doubted().rate()).isEqualTo(0.2);
    var event = new ArmResult("feedback", "run-e0001", "run", 1, "mnist", rates, rates).event("open");
    assertThat(event.getFooledRate()).isZero();
    assertThat(event.getJudgements()).isEqualTo(5);
  }

  @Test
  void theLastSubmissionDatesTheResult() {
    var later = NOON.plus(Duration.ofHours(1));
    var rates = Rates.of(List.of(tally(5, 1, 5, 1, later), tally(5, 1, 5, 1, NOON)), CONFIG);
    assertThat(rates.lastSubmittedAt()).isEqualTo(later);
    assertThat(tally(5, 1, 5, 2, NOON).plus(tally(1, 1, 1, 0, later)))
        .usingRecursiveComparison().ignoringFields("raterId")
        .isEqualTo(new Tally("feedback", "run-e0001", "run", 1, "mnist", null, true, 2, 6, 2, 6, 2, later));
  }

  private static Tally tally(long generated, long fooled, long real, long doubted, Instant at) {
    return new Tally("feedback", "run-e0001", "run", 1, "mnist", UUID.randomUUID(), true, 1, generated, fooled, real, doubted, at);
  }
}
