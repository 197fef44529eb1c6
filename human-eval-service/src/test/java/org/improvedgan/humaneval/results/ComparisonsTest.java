package org.improvedgan.humaneval.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.study.Arm;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final double SMALLEST_P = 2 / 10_001.0;

  private final Comparisons comparisons = new Comparisons(new TestConfig());

  /** All raters of an arm agree: every resample is the same, and the p-values are the smallest there are, or 1. */
  @Test
  void everyPairIsComparedAndTheValuesAreAdjusted() {
    var result = of(arm("a", rater(4), rater(4)), arm("b", rater(8), rater(8)), arm("c", rater(8), rater(8)));
    assertThat(result).extracting(Comparison::first).containsExactly("a", "a", "b");
    assertThat(result).extracting(Comparison::second).containsExactly("b", "c", "c");
    assertThat(result).extracting(Comparison::difference).containsExactly(-0.2, -0.2, 0.0);
    assertThat(result.get(0).pValue()).isEqualTo(SMALLEST_P);
    // Three comparisons: the smallest counts three times, the next one at least as much, the last once.
    assertThat(result.get(0).adjustedPValue()).isEqualTo(3 * SMALLEST_P, within(1e-12));
    assertThat(result.get(1).adjustedPValue()).isEqualTo(3 * SMALLEST_P, within(1e-12));
    assertThat(result.get(2).adjustedPValue()).isOne();
  }

  @Test
  void whatCannotBeComparedIsNotCounted() {
    var everywhere = rater(8);
    var result = of(arm("a", rater(4), everywhere), arm("b", rater(4), rater(4)), arm("c", rater(8), everywhere),
        arm("d", rater(4)));
    assertThat(result).hasSize(6);
    var byPair = result.stream().collect(Collectors.toMap(c -> c.first() + c.second(), c -> c));
    assertThat(byPair.get("ac").problem()).startsWith("1 rater has judged in both arms");
    assertThat(byPair.get("ac").pValue()).isNull();
    assertThat(byPair.get("ac").adjustedPValue()).isNull();
    for (var pair : List.of("ad", "bd", "cd")) {
      assertThat(byPair.get(pair).problem()).contains("1 in d");
    }
    var ab = byPair.get("ab");
    var bc = byPair.get("bc");
    assertThat(ab.problem()).isNull();
    var smaller = Math.min(ab.pValue(), bc.pValue());
    assertThat(ab.pValue() == smaller ? ab.adjustedPValue() : bc.adjustedPValue())
        .as("two comparisons can be made").isEqualTo(Math.min(1, 2 * smaller), within(1e-12));
  }

  /** A rater who judged two checkpoints in one arm is one rater of it. */
  @Test
  void checkpointsOfAnArmAreTakenTogether() {
    var rater = rater(2);
    var twice = List.of(arm("a", rater, rater(2)), arm("a", rater, rater(2)), arm("b", rater(4), rater(4)));
    var result = comparisons.of("study", arms("a", "b"), twice);
    assertThat(result).hasSize(1);
    assertThat(result.get(0).difference()).isEqualTo(0.1 - 0.2, within(1e-15));
  }

  @Test
  void oneArmIsComparedWithNothing() {
    assertThat(of(arm("a", rater(1), rater(2)))).isEmpty();
  }

  private List<Comparison> of(ArmTallies... tallies) {
    return comparisons.of("study", arms(List.of(tallies).stream().map(ArmTallies::arm).toArray(String[]::new)),
        List.of(tallies));
  }

  private static List<Arm> arms(String... names) {
    return List.of(names).stream().map(name -> new Arm(name, true, 0, "latest", null, null)).toList();
  }

  private static ArmTallies arm(String name, Tally... kept) {
    var tallies = Tallies.of(List.of(kept));
    return new ArmTallies(name, "run-e0001", "run", 1, "mnist", tallies, tallies, 0, Instant.EPOCH);
  }

  /** So many wrong answers of twenty. */
  private static Tally rater(long wrong) {
    return new Tally(UUID.randomUUID(), 1, 10, wrong / 2, 10, wrong - wrong / 2);
  }
}
