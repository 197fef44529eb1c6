package org.improvedgan.humaneval.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.page.Plan.PlannedPage;
import org.improvedgan.humaneval.page.Plan.Slot;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.StudySettings;
import org.improvedgan.humaneval.study.StudySettings.Gold;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.improvedgan.humaneval.study.StudySettings.Qualification;
import org.improvedgan.humaneval.testing.TestSettings;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Arm SILENT = new Arm("silent", false, 0, "latest", null, null);

  @Test
  void blocksComeInOrderAndFeedbackFollowsTheArmInTheMainBlockOnly() {
    var pages = plan(settings(Mode.GRID, 60, 10, 20, 0, 0), 1).pages();
    assertThat(pages).extracting(PlannedPage::kind)
        .containsExactly(Kind.PRACTICE, Kind.QUALIFICATION, Kind.MAIN, Kind.MAIN, Kind.MAIN);
    assertThat(pages).extracting(page -> page.slots().size()).containsExactly(10, 20, 25, 25, 10);
    assertThat(pages).extracting(PlannedPage::feedback).containsExactly(true, false, false, false, false);
  }

  @Test
  void oneAtATimeMakesAPageOfEveryImage() {
    assertThat(plan(settings(Mode.SINGLE, 40, 2, 4, 3, 2), 1).pages()).hasSize(40 + 2 + 4 + 3 + 2)
        .allMatch(page -> page.slots().size() == (page.kind() == Kind.ATTENTION ? 0 : 1));
  }

  @Test
  void theQualificationHasAsManyOfEachKind() {
    for (var seed = 0; seed < 50; seed++) {
      var block = plan(settings(Mode.GRID, 1, 0, 20, 0, 0), seed).pages().get(0).slots();
      assertThat(block.stream().filter(Slot::generated)).hasSize(10);
    }
  }

  /**
   * A fair coin for each image: over 20,000 plans of 10, the count of generated ones is binomial. Its mean has a standard
   * error of 0.011, its variance of 2.5 one of 0.024; plans of exactly half would have a variance of 0.
   */
  @Test
  void kindsAreFairCoinsOfTheirOwn() {
    var plans = 20_000;
    var sum = 0.0;
    var squares = 0.0;
    var random = new Random(1);
    var settings = settings(Mode.GRID, 10, 0, 0, 0, 0);
    for (var i = 0; i < plans; i++) {
      var generated = Plan.of(settings, SILENT, random).slots().filter(Slot::generated).count();
      sum += generated;
      squares += generated * generated;
    }
    var mean = sum / plans;
    assertThat(mean).isBetween(4.95, 5.05);
    assertThat(squares / plans - mean * mean).isBetween(2.4, 2.6);
  }

  @Test
  void goldItemsComeOnTopAtEveryPlace() {
    var first = 0;
    for (var seed = 0; seed < 400; seed++) {
      var slots = plan(settings(Mode.GRID, 9, 0, 0, 1, 0), seed).slots().toList();
      assertThat(slots).hasSize(10);
      assertThat(slots.stream().filter(Slot::gold)).hasSize(1).allMatch(Slot::generated);
      first += slots.get(0).gold() ? 1 : 0;
    }
    // Binomial(400, 1/10): 40, standard deviation 6.
    assertThat(first).isBetween(16, 64);
  }

  @Test
  void attentionChecksComeInBetweenAndAskForEitherAnswer() {
    var wanted = 0;
    for (var seed = 0; seed < 200; seed++) {
      var pages = plan(settings(Mode.SINGLE, 5, 0, 0, 0, 2), seed).pages();
      assertThat(pages.get(0).kind()).isEqualTo(Kind.MAIN);
      assertThat(pages.get(pages.size() - 1).kind()).isEqualTo(Kind.MAIN);
      var checks = pages.stream().filter(page -> page.kind() == Kind.ATTENTION).toList();
      assertThat(checks).hasSize(2);
      wanted += (int) checks.stream().filter(PlannedPage::attentionWanted).count();
    }
    // Binomial(400, 1/2): 200, standard deviation 10.
    assertThat(wanted).isBetween(160, 240);
    assertThat(plan(settings(Mode.SINGLE, 1, 0, 0, 0, 2), 1).pages()).extracting(PlannedPage::kind)
        .containsExactly(Kind.ATTENTION, Kind.ATTENTION, Kind.MAIN);
  }

  private static Plan plan(StudySettings settings, long seed) {
    return Plan.of(settings, SILENT, new Random(seed));
  }

  private static StudySettings settings(Mode mode, int images, int practice, int qualified, int gold, int attention) {
    var changed = new HashMap<String, Object>(Map.of("mode", mode, "imagesPerRater", images, "practice", practice,
        "attentionChecks", attention, "arms", List.of(SILENT)));
    if (qualified > 0) {
      changed.put("qualification", new Qualification(qualified, 0.65));
    }
    if (gold > 0) {
      changed.put("gold", new Gold(gold, null, 0));
    }
    return TestSettings.with(changed);
  }
}
