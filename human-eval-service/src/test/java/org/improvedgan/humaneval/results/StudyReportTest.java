package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HandMadeStudy.Answer;
import org.improvedgan.humaneval.testing.HandMadeStudy.Stimulus;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What is shown of a study, against numbers that are counted or computed here from every single answer. */
@HumanEvalTest
class StudyReportTest {
  private static final String TWO_ARMS = """
      {"title": "Two arms", "publicResults": true, "ratersWanted": 8, "arms": [
        {"name": "told", "feedback": true}, {"name": "untold", "feedback": false}]}""";

  @Inject
  Jdbi jdbi;
  @Inject
  Results results;

  private HandMadeStudy study;
  private UUID pool;
  private List<Stimulus> fakes;
  private List<Stimulus> reals;

  private void begin(String id) {
    study = new HandMadeStudy(jdbi, id, "open", TWO_ARMS);
    pool = study.pool("run-e0003", 3);
    fakes = study.stimuli(pool, true, 9);
    reals = study.stimuli(pool, false, 9);
  }

  /** Answers about nine fakes and nine reals, so many of each wrong. */
  private List<Answer> answers(int fooled, int doubted) {
    var answers = new ArrayList<Answer>();
    for (var i = 0; i < 9; i++) {
      answers.add(new Answer(fakes.get(i), i >= fooled));
      answers.add(new Answer(reals.get(i), i < doubted));
    }
    return answers;
  }

  private UUID finished(String arm, int fooled, int doubted, String... exclusions) {
    var session = study.session(study.rater(), arm, pool, "finished", exclusions);
    study.page(session, 1, "main", 36, answers(fooled, doubted));
    return session;
  }

  /** Three raters keep their place; the others stand for everything that leaves somebody out. */
  private void everythingThatHappens(String id) {
    begin(id);
    finished("told", 2, 2);
    finished("told", 4, 1);
    finished("told", 0, 3);
    finished("told", 9, 9, "gold");
    finished("told", 8, 9, "gold", "attention");
    // Came half way, and was never heard of again.
    study.page(study.session(study.rater(), "told", pool, "abandoned"), 1, "main", 18, answers(7, 1));
    var working = study.session(study.rater(), "told", pool, "active");
    study.page(working, 1, "main", 18, answers(5, 0));
    study.openPage(working, 2, reals);
    study.session(study.rater(), "told", pool, "withdrawn");
    var unqualified = study.session(study.rater(), "told", pool, "disqualified", "qualification");
    study.page(unqualified, 1, "qualification", 10, answers(9, 9));
    // Practice and gold items of somebody who is kept.
    var careful = study.session(study.rater(), "untold", pool, "finished");
    study.page(careful, 1, "practice", 10, answers(9, 9));
    study.page(careful, 2, "main", 46, withGold(answers(1, 1)));
  }

  private List<Answer> withGold(List<Answer> answers) {
    var all = new ArrayList<>(answers);
    all.add(3, new Answer(study.stimulus(pool, true, true, 100), false));
    all.add(new Answer(study.stimulus(pool, false, true, 101), true));
    return all;
  }

  @Test
  void keptAreFinishedSessionsThatBrokeNoRule() throws JsonProcessingException {
    everythingThatHappens("kept");
    var kept = arm("kept", "told").get("kept");
    assertThat(kept.get("raters").asInt()).isEqualTo(3);
    assertThat(kept.get("sessions").asInt()).isEqualTo(3);
    assertThat(kept.at("/fooled/count").asInt()).isEqualTo(2 + 4);
    assertThat(kept.at("/fooled/of").asInt()).isEqualTo(27);
    assertThat(kept.at("/doubted/count").asInt()).isEqualTo(2 + 1 + 3);
    assertThat(kept.at("/doubted/of").asInt()).isEqualTo(27);
    assertThat(kept.at("/error/count").asInt()).isEqualTo(12);
    assertThat(kept.at("/error/of").asInt()).isEqualTo(54);
    assertThat(kept.at("/error/rate").asDouble()).isEqualTo(12 / 54.0);
    // The roots of (p - x)² = z² x (1 - x) / n, by the formula for a quadratic equation.
    var p = 12 / 54.0;
    var q = 1.959963984540054 * 1.959963984540054 / 54;
    var root = Math.sqrt((2 * p + q) * (2 * p + q) - 4 * (1 + q) * p * p);
    assertThat(kept.at("/error/wilson/low").asDouble()).isEqualTo((2 * p + q - root) / (2 + 2 * q), within(1e-12));
    assertThat(kept.at("/error/wilson/high").asDouble()).isEqualTo((2 * p + q + root) / (2 + 2 * q), within(1e-12));
    // Of the 27 resamples of 4, 5 and 3 wrong answers, 1 in 27 holds the same rater three times: the ends are extremes.
    assertThat(kept.at("/bootstrap/low").asDouble()).isEqualTo(3 / 18.0);
    assertThat(kept.at("/bootstrap/high").asDouble()).isEqualTo(5 / 18.0);
  }

  @Test
  void allAreEverybodyWhoDidNotWithdraw() throws JsonProcessingException {
    everythingThatHappens("all");
    var all = arm("all", "told").get("all");
    assertThat(all.get("raters").asInt()).isEqualTo(7);
    assertThat(all.at("/fooled/count").asInt()).isEqualTo(2 + 4 + 9 + 8 + 7 + 5);
    assertThat(all.at("/doubted/count").asInt()).isEqualTo(2 + 1 + 3 + 9 + 9 + 1);
    assertThat(all.at("/error/of").asInt()).isEqualTo(7 * 18);
    assertThat(arm("all", "told").get("excludedRaters").asInt()).isEqualTo(3);
  }

  @Test
  void practiceAndGoldItemsCountForNothing() throws JsonProcessingException {
    everythingThatHappens("gold");
    var arm = arm("gold", "untold");
    assertThat(arm.at("/kept/error/count").asInt()).isEqualTo(2);
    assertThat(arm.at("/kept/error/of").asInt()).isEqualTo(18);
    assertThat(arm.get("all")).isEqualTo(arm.get("kept"));
    assertThat(arm.at("/kept/bootstrap").isNull()).as("one rater").isTrue();
  }

  /** (7 + 0.5) / 10 and (2 + 0.5) / 10 are the normal distribution at ±0.674490. */
  @Test
  void sensitivityIsThatOfAllAnswersTogether() throws JsonProcessingException {
    begin("sensitivity");
    finished("told", 2, 2);
    var kept = arm("sensitivity", "told").get("kept");
    assertThat(kept.get("sensitivity").asDouble()).isEqualTo(2 * 0.674489750196, within(1e-9));
    assertThat(kept.get("criterion").asDouble()).isEqualTo(0, within(1e-9));
  }

  @Test
  void sessionsAreCountedByStateAndRule() throws JsonProcessingException {
    everythingThatHappens("counted");
    var report = report("counted");
    assertThat(report.get("ratersWanted").asInt()).isEqualTo(8);
    assertThat(report.get("state").asText()).isEqualTo("open");
    var told = report.get("sessions").get(0);
    assertThat(told.get("arm").asText()).isEqualTo("told");
    assertThat(new ObjectMapper().convertValue(told.get("states"), Map.class)).isEqualTo(Map.of("active", 1,
        "finished", 5, "abandoned", 1, "withdrawn", 1, "disqualified", 1));
    assertThat(told.get("kept").asInt()).isEqualTo(3);
    assertThat(new ObjectMapper().convertValue(told.get("excluded"), Map.class))
        .isEqualTo(Map.of("gold", 2, "attention", 1));
    // Five pages of 18 images took 36 seconds, two took 18.
    assertThat(told.get("secondsPerImage").asDouble()).isEqualTo(2);
    // 36 seconds after the practice page, 20 images with the gold items.
    assertThat(report.get("sessions").get(1).get("secondsPerImage").asDouble()).isEqualTo(1.8, within(1e-9));
  }

  /** The event of an arm whose only rater has withdrawn says that nothing is left. */
  @Test
  void whoWithdrawsLeavesNothing() {
    begin("gone");
    study.session(study.rater(), "told", pool, "withdrawn");
    var arms = jdbi.withHandle(handle -> results.of(handle, "gone").arms());
    assertThat(arms).hasSize(1);
    var event = arms.get(0).event("gone");
    assertThat(event).isEqualTo(HumanResult.newBuilder().setStudyId("gone").setCheckpointId("run-e0003")
        .setArm("told").setAt(event.getAt()).build());
  }

  @Test
  void theEventSaysWhatTheReportSays() throws JsonProcessingException {
    everythingThatHappens("event");
    var arm = arm("event", "told");
    var event = jdbi.withHandle(handle -> results.of(handle, "event")).arms().stream()
        .filter(result -> result.arm().equals("told")).findFirst().orElseThrow().event("event");
    assertThat(event.getStudyId() + "/" + event.getCheckpointId() + "/" + event.getArm())
        .isEqualTo("event/run-e0003/told");
    assertThat(event.getRaters()).isEqualTo(3);
    assertThat(event.getJudgements()).isEqualTo(54);
    assertThat(event.getErrorRate()).isEqualTo(12 / 54.0);
    assertThat(event.getFooledRate()).isEqualTo(6 / 27.0);
    assertThat(event.getDoubtedRate()).isEqualTo(6 / 27.0);
    assertThat(event.getExcludedRaters()).isEqualTo(3);
    assertThat(event.getAllJudgements()).isEqualTo(126);
    assertThat(event.getAllErrorRate()).isEqualTo(60 / 126.0);
    assertThat(event.getWilson().getLow()).isEqualTo(arm.at("/kept/error/wilson/low").asDouble());
    assertThat(event.getBootstrap().getHigh()).isEqualTo(5 / 18.0);
    assertThat(event.getAllWilson().getHigh()).isEqualTo(arm.at("/all/error/wilson/high").asDouble());
    assertThat(event.getAllBootstrap().getLow()).isEqualTo(arm.at("/all/bootstrap/low").asDouble());
    assertThat(event.getSensitivity()).isEqualTo(arm.at("/kept/sensitivity").asDouble());
    assertThat(event.getAt().getSeconds()).isPositive();
  }

  /** Several sessions of one rater are one rater, also where not all of them are kept. */
  @Test
  void whoComesAgainIsOneRater() throws JsonProcessingException {
    begin("again");
    var rater = study.rater();
    for (var wrong = 0; wrong < 3; wrong++) {
      study.page(study.session(rater, "told", pool, "finished"), 1, "main", 30, answers(wrong, 0));
    }
    study.page(study.session(rater, "told", pool, "finished", "too-fast"), 1, "main", 1, answers(9, 9));
    finished("told", 1, 1);
    var arm = arm("again", "told");
    assertThat(arm.at("/kept/raters").asInt()).isEqualTo(2);
    assertThat(arm.at("/kept/sessions").asInt()).isEqualTo(4);
    assertThat(arm.at("/kept/error/count").asInt()).isEqualTo(5);
    assertThat(arm.at("/all/raters").asInt()).isEqualTo(2);
    assertThat(arm.at("/all/error/count").asInt()).isEqualTo(5 + 18);
    // Rates of 3 of 54 and 2 of 18: one drawn twice, or both.
    assertThat(arm.at("/kept/bootstrap/low").asDouble()).isEqualTo(3 / 54.0);
    assertThat(arm.at("/kept/bootstrap/high").asDouble()).isEqualTo(2 / 18.0);
  }

  @Test
  void armsAreComparedOrItIsSaidWhyNot() throws JsonProcessingException {
    begin("compared");
    finished("told", 2, 2);
    finished("told", 2, 2);
    finished("untold", 4, 4);
    var early = report("compared").get("comparisons");
    assertThat(early).hasSize(1);
    assertThat(early.get(0).get("problem").asText()).contains("2 in told and 1 in untold");
    assertThat(early.get(0).get("difference").isNull()).isTrue();

    begin("compared-2");
    finished("told", 2, 2);
    finished("told", 2, 2);
    finished("untold", 4, 4);
    finished("untold", 4, 4);
    var comparison = report("compared-2").get("comparisons").get(0);
    assertThat(comparison.get("problem").isNull()).isTrue();
    assertThat(comparison.get("first").asText()).isEqualTo("told");
    assertThat(comparison.get("difference").asDouble()).isEqualTo(4 / 18.0 - 8 / 18.0, within(1e-15));
    assertThat(comparison.at("/interval/high").asDouble()).isEqualTo(-4 / 18.0, within(1e-15));
    // No resample is on the other side.
    assertThat(comparison.get("pValue").asDouble()).isEqualTo(2 / 10_001.0, within(1e-15));
  }

  private static JsonNode report(String id) throws JsonProcessingException {
    return new ObjectMapper().readTree(given().get("/api/results/{study}", id).then().statusCode(200).extract()
        .asString());
  }

  private static JsonNode arm(String id, String name) throws JsonProcessingException {
    for (var arm : report(id).get("arms")) {
      if (arm.get("arm").asText().equals(name)) {
        assertThat(arm.get("checkpoint").asText()).isEqualTo("run-e0003");
        return arm;
      }
    }
    throw new AssertionError("no arm " + name);
  }
}
