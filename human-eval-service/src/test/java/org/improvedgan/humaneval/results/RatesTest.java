package org.improvedgan.humaneval.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RatesTest {

  /** The paper's section 6.1: 2,000 votes, 47.6 % wrong; Wilson's interval computed by hand from its formula. */
  @Test
  void thePapersVotes() {
    var rates = rates(tally(1000, 500, 1000, 452));
    assertThat(rates.error().rate()).isEqualTo(0.476);
    assertThat(rates.error().wilson().low()).isCloseTo(0.4542, within(5e-5));
    assertThat(rates.error().wilson().high()).isCloseTo(0.4979, within(5e-5));
    assertThat(rates.fooled().rate()).isEqualTo(0.5);
    assertThat(rates.doubted().rate()).isEqualTo(0.452);
    assertThat(rates.bootstrap()).as("one rater").isNull();
    assertThat(rates.raterCorrelation()).as("one rater").isNull();
    // They called 500 of 1000 generated images generated, and 452 real ones: hardly better than chance.
    assertThat(rates.sensitivity()).isBetween(0.11, 0.13);
  }

  /** Of two raters, resamples hold the first twice, one of each, or the second twice: 0 %, 50 % or 100 % are wrong. */
  @Test
  void twoRatersWhoDisagreeLeaveEverythingOpen() {
    var rates = rates(tally(10, 0, 10, 0), tally(10, 10, 10, 10));
    assertThat(rates.error().rate()).isEqualTo(0.5);
    assertThat(rates.bootstrap().low()).isZero();
    assertThat(rates.bootstrap().high()).isOne();
    assertThat(rates.raters()).isEqualTo(2);
    assertThat(rates.raterCorrelation()).isEqualTo(1);
  }

  @Test
  void aKindThatWasNeverShownHasNoRate() {
    var rates = rates(tally(0, 0, 5, 1));
    assertThat(rates.fooled()).isEqualTo(new Proportion(0, 0, null, null));
    assertThat(rates.doubted().rate()).isEqualTo(0.2);
    assertThat(rates.sensitivity()).isNull();
    assertThat(rates.criterion()).isNull();
  }

  @Test
  void withoutAnAnswerThereIsNoRate() {
    assertThat(rates()).isEqualTo(new Rates(0, 0, new Proportion(0, 0, null, null), null,
        new Proportion(0, 0, null, null), new Proportion(0, 0, null, null), null, null, null));
  }

  @Test
  void talliesOfARaterAreAddedAndSortedByTheTextOfTheirIds() {
    // As signed numbers the second would come first.
    var low = UUID.fromString("00000000-0000-4000-8000-000000000000");
    var high = UUID.fromString("f0000000-0000-4000-8000-000000000000");
    var tallies = Tallies.of(List.of(new Tally(high, 1, 5, 1, 5, 2), new Tally(low, 1, 3, 0, 0, 0),
        new Tally(high, 2, 1, 1, 1, 0), new Tally(UUID.randomUUID(), 0, 0, 0, 0, 0)));
    assertThat(tallies.raters()).containsExactly(new Tally(low, 1, 3, 0, 0, 0), new Tally(high, 3, 6, 2, 6, 2));
    assertThat(tallies.errorRate()).isEqualTo(4 / 15.0);
  }

  private static Rates rates(Tally... tallies) {
    return Rates.of(Tallies.of(List.of(tallies)), new TestConfig());
  }

  private static Tally tally(long generated, long fooled, long real, long doubted) {
    return new Tally(UUID.randomUUID(), 1, generated, fooled, real, doubted);
  }
}
