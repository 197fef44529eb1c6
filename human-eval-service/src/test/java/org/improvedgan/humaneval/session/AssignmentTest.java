package org.improvedgan.humaneval.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.StudySettings;
import org.improvedgan.humaneval.study.StudySettings.Payment;
import org.improvedgan.humaneval.testing.TestSettings;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final List<Arm> THREE = List.of(arm("a"), arm("b"), arm("c"));

  @Test
  void armsNeverDifferByMoreThanOne() {
    var taken = new HashMap<String, Integer>();
    var random = new Random(1);
    for (var i = 0; i < 100; i++) {
      var arm = Assignment.choose(settings(0, null), taken, 0, random).orElseThrow();
      taken.merge(arm.name(), 1, Integer::sum);
      var most = taken.values().stream().mapToInt(n -> n).max().orElseThrow();
      var least = THREE.stream().mapToInt(a -> taken.getOrDefault(a.name(), 0)).min().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void tiesAreBrokenAtRandom() {
    var first = new HashMap<String, Integer>();
    for (var seed = 0; seed < 300; seed++) {
      first.merge(Assignment.choose(settings(0, null), Map.of(), 0, new Random(seed * 7919L)).orElseThrow().name(), 1,
          Integer::sum);
    }
    // Binomial(300, 1/3): 100, standard deviation 8.
    assertThat(first.values()).hasSize(3).allMatch(n -> n > 60 && n < 140);
  }

  @Test
  void anAbandonedPlaceIsTheNextOneGiven() {
    var next = Assignment.choose(settings(30, null), Map.of("a", 5, "b", 4, "c", 5), 0, new Random(1));
    assertThat(next.orElseThrow().name()).isEqualTo("b");
  }

  @Test
  void noPlaceIsLeftOnceAllAreTaken() {
    assertThat(Assignment.choose(settings(6, null), Map.of("a", 2, "b", 2, "c", 1), 0, new Random(1))).isPresent();
    assertThat(Assignment.choose(settings(6, null), Map.of("a", 2, "b", 2, "c", 2), 0, new Random(1))).isEmpty();
  }

  /** One session costs at most 1.00 + 100 x 0.02 = 3.00: a budget of 9.00 has room for three. */
  @Test
  void noSessionBeginsThatTheBudgetMayNotPay() {
    var payment = new Payment("USD", new BigDecimal("1.00"), new BigDecimal("0.02"), new BigDecimal("9.00"));
    assertThat(Assignment.choose(settings(0, payment), Map.of(), 2, new Random(1))).isPresent();
    assertThat(Assignment.choose(settings(0, payment), Map.of(), 3, new Random(1))).isEmpty();
  }

  private static Arm arm(String name) {
    return new Arm(name, true, 0, "latest", null, null);
  }

  private static StudySettings settings(int ratersWanted, Payment payment) {
    var changed = new HashMap<String, Object>(Map.of("ratersWanted", ratersWanted, "arms", THREE));
    changed.put("payment", payment);
    return TestSettings.with(changed);
  }
}
