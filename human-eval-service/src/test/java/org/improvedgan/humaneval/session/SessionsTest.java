package org.improvedgan.humaneval.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.Browser.PageOfImages;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Who gets into a study, what a session goes through, and how it ends. */
@HumanEvalTest
class SessionsTest {
  private static final String TWO_ARMS =
      "{'imagesPerRater': 4, 'poolSize': 40, 'imagesPerPage': 4, 'columns': 2, 'ratersWanted': 6,"
          + " 'arms': [{'name': 'with'}, {'name': 'without', 'feedback': false}]}";

  @Inject
  Jdbi jdbi;
  @Inject
  TestStudies studies;
  @Inject
  Studies lives;
  @Inject
  SessionTokens tokens;
  @Inject
  PageTokens pageTokens;

  @Test
  void ratersAreSpreadOverTheArmsAndTheLastPlaceIsTheLast() throws Exception {
    var study = studies.open(TWO_ARMS);
    List<Browser> all = new ArrayList<>();
    for (var i = 0; i < 12; i++) {
      all.add(new Browser(study));
    }
    var statuses = atOnce(all, browser -> browser.begin().statusCode());
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(6);
    assertThat(statuses.stream().filter(status -> status == 409)).hasSize(6);
    var arms = new HashMap<String, Integer>();
    all.stream().filter(browser -> browser.token() != null)
        .forEach(browser -> arms.merge(studies.arm(browser.current()), 1, Integer::sum));
    assertThat(arms).containsOnly(Map.entry("with", 3), Map.entry("without", 3));
    new Browser(study).begin().then().statusCode(409).body("code", equalTo("full"));
  }

  @Test
  void theTruthIsToldInTheArmWithFeedbackAndInNoOther() {
    var study = studies.open(TWO_ARMS);
    for (var i = 0; i < 2; i++) {
      var browser = new Browser(study);
      var page = browser.beginPage();
      var told = studies.arm(page).equals("with");
      var answer = browser.submit(page.token(), studies.truth(page)).then().statusCode(200)
          .body("session.state", equalTo("finished")).body("session.completion.message", notNullValue());
      if (told) {
        answer.body("result.wrong", equalTo(0)).body("result.judgements.generated", equalTo(studies.truth(page)));
      } else {
        answer.body("result", nullValue());
        browser.page(page.token()).then().statusCode(200).body("result", nullValue());
      }
    }
  }

  @Test
  void aStudyThatWasDoneIsShownAsDoneAndNotBegunAgain() {
    var study = studies.open(TWO_ARMS);
    var browser = new Browser(study);
    browser.judgeAll(true);
    browser.begin().then().statusCode(200).body("state", equalTo("finished")).body("page", nullValue())
        .body("completion.again", equalTo(false));
  }

  @Test
  void whoTookPartInAnExcludedStudyIsTurnedAway() {
    var earlier = studies.open(TWO_ARMS);
    var browser = new Browser(earlier);
    browser.judgeAll(true);
    var excluding = "'excludedStudies': ['" + earlier + "'], 'imagesPerRater'";
    var later = studies.open(TWO_ARMS.replace("'imagesPerRater'", excluding));
    browser.json().body("{}").post("/api/studies/{study}/sessions", later).then().statusCode(409)
        .body("code", equalTo("taken-part"));
    new Browser(later).begin().then().statusCode(200);
  }

  @Test
  void anAbandonedPlaceIsGivenAwayAndTheRaterComesBackOnlyIfThereIsAnother() {
    var study = studies.open(TWO_ARMS.replace("'ratersWanted': 6", "'ratersWanted': 1"));
    var first = new Browser(study);
    var page = first.beginPage();
    var second = new Browser(study);
    second.begin().then().statusCode(409).body("code", equalTo("full"));
    silence(first);
    second.begin().then().statusCode(200);
    first.session();
    assertThat(first.session().getString("state")).isEqualTo("abandoned");
    first.begin().then().statusCode(409).body("code", equalTo("full"));
    first.submit(page.token(), List.of(true, true, true, true)).then().statusCode(409).body("code", equalTo("full"));
    assertThat(judgements(first)).isZero();

    second.withdraw().then().statusCode(200);
    first.submit(page.token(), List.of(true, true, true, true)).then().statusCode(200);
    assertThat(judgements(first)).isEqualTo(4);
  }

  @Test
  void whoComesBackAfterTheTimeForTheImagesBeginsAnewWhereThatIsAllowedAndIsToldOtherwise() {
    var single = new Browser(studies.open(TWO_ARMS));
    var page = single.beginPage();
    age(single);
    single.begin().then().statusCode(410).body("code", equalTo("expired"));
    single.submit(page.token(), List.of(true, true, true, true)).then().statusCode(410);

    var again = new Browser();
    var first = again.beginPage();
    age(again);
    assertThat(again.beginPage().token()).isNotEqualTo(first.token());
    again.judgeAll(true).then().statusCode(200);
  }

  @Test
  void pausedStudiesTakeNobodyInButLetFinishAndClosedOnesTakeNothing() {
    var study = studies.open(TWO_ARMS);
    var begun = new Browser(study);
    var late = new Browser(study);
    begun.beginPage();
    late.beginPage();
    lives.pause(study);
    new Browser(study).begin().then().statusCode(409).body("code", equalTo("paused"));
    begun.judgeAll(true).then().statusCode(200);
    lives.open(study);
    new Browser(study).begin().then().statusCode(200);
    lives.close(study);
    new Browser(study).begin().then().statusCode(409).body("code", equalTo("closed"));
    late.submit(late.current().token(), List.of(true, true, true, true)).then().statusCode(409)
        .body("code", equalTo("closed"));
    late.withdraw().then().statusCode(409).body("code", equalTo("closed"));
    given().get("/api/studies/{study}", study).then().statusCode(200).body("state", equalTo("closed"));
  }

  @Test
  void draftsAndUnknownStudiesAreNotThere() {
    var draft = studies.draft(TWO_ARMS);
    for (var id : List.of(draft, "nothing", "' OR 1=1 --", "..")) {
      given().get("/api/studies/{study}", id).then().statusCode(404);
      new Browser(id).begin().then().statusCode(404);
    }
  }

  @Test
  void aQualificationNeedsBothKindsToBeRecognised() {
    var study = studies.open("{'imagesPerRater': 4, 'imagesPerPage': 4, 'columns': 2, 'poolSize': 40, 'practice': 2,"
        + " 'qualification': {'images': 4, 'required': 0.75}}");
    var all = new Browser(study);
    var practice = all.beginPage();
    assertThat(practice.kind()).isEqualTo("practice");
    all.submit(practice.token(), List.of(true, false)).then().statusCode(200).body("result.judgements", hasSize(2));
    // Three of four right, as always "generated" would have for one kind only.
    var failed = all.current();
    assertThat(failed.kind()).isEqualTo("qualification");
    all.submit(failed.token(), Collections.nCopies(4, true)).then().statusCode(200).body("result", nullValue())
        .body("session.state", equalTo("disqualified")).body("session.page", nullValue());

    var good = new Browser(study);
    good.submit(good.beginPage().token(), List.of(true, false));
    var block = good.current();
    good.submit(block.token(), studies.truth(block)).then().statusCode(200)
        .body("session.page.kind", equalTo("main"));
  }

  @Test
  void rulesThatAreBrokenExcludeASessionThatIsOtherwiseFinished() {
    var study = studies.open("{'mode': 'single', 'imagesPerRater': 3, 'poolSize': 40, 'attentionChecks': 1,"
        + " 'gold': {'images': 2, 'mostWrong': 1}}");
    assertThat(run(study, page -> false, wanted -> wanted)).containsExactly("gold");
    assertThat(run(study, page -> studies.truth(page).get(0), wanted -> !wanted)).containsExactly("attention");
    assertThat(run(study, page -> studies.truth(page).get(0), wanted -> wanted)).isEmpty();
    var fast = studies.open("{'imagesPerRater': 2, 'imagesPerPage': 2, 'columns': 2, 'poolSize': 40,"
        + " 'leastMedianMillis': 60000}");
    assertThat(run(fast, page -> true, wanted -> wanted)).containsExactly("too-fast");
  }

  @Test
  void limitedExposureGivesImagesOutOnceOnly() {
    var study = studies.open("{'mode': 'single', 'imagesPerRater': 2, 'poolSize': 40,"
        + " 'arms': [{'name': 'short', 'exposureMillis': 200, 'feedback': false}]}");
    var browser = new Browser(study);
    var page = browser.beginPage();
    given().get(page.images().get(0)).then().statusCode(200);
    browser.json().body("{}").post("/api/pages/{token}/exposed", page.token()).then().statusCode(204);
    given().get(page.images().get(0)).then().statusCode(410).body("code", equalTo("expired"));
    browser.page(page.token()).then().body("exposed", equalTo(true)).body("exposureMillis", equalTo(200));
    browser.submit(page.token(), List.of(true)).then().statusCode(200);
    given().get(page.images().get(0)).then().statusCode(410);
  }

  @Test
  void pagesAreAnsweredInTheirOrder() {
    var study = studies.open("{'mode': 'single', 'imagesPerRater': 3, 'poolSize': 40}");
    var browser = new Browser(study);
    browser.begin().then().body("upcoming", hasSize(2)).body("of", equalTo(3));
    List<String> pages = jdbi.withHandle(handle -> handle.createQuery(
        "SELECT page_id FROM page WHERE session_id = :session ORDER BY number")
        .bind("session", tokens.verify(browser.token())).mapTo(UUID.class).list()).stream()
        .map(pageTokens::issue).toList();
    browser.submit(pages.get(1), List.of(true)).then().statusCode(409).body("code", equalTo("conflict"));
    browser.submit(pages.get(0), List.of(true)).then().statusCode(200).body("session.done", equalTo(1))
        .body("session.page.token", equalTo(pages.get(1)));
  }

  @Test
  void aTokenServesOnePurposeOnly() {
    var browser = new Browser(studies.open(TWO_ARMS));
    var page = browser.beginPage();
    browser.page(browser.token()).then().statusCode(404);
    given().header("Authorization", "Bearer " + page.token()).get("/api/session").then().statusCode(403);
    given().get("/api/session").then().statusCode(403);
    given().header("Authorization", "Basic " + browser.token()).get("/api/session").then().statusCode(403);
  }

  /** Judges a whole session; gives the rules that it broke. */
  private List<String> run(String study, Function<PageOfImages, Boolean> judge, Function<Boolean, Boolean> attend) {
    var browser = new Browser(study);
    browser.begin();
    for (var page = browser.current(); page != null; page = browser.current()) {
      var answers = page.kind().equals("attention")
          ? List.of(attend.apply(browser.session().getString("page.instruction").contains("“generated”")))
          : Collections.nCopies(page.images().size(), judge.apply(page));
      browser.submit(page.token(), answers).then().statusCode(200);
    }
    assertThat(browser.session().getString("state")).isEqualTo("finished");
    return jdbi.withHandle(handle -> handle.createQuery("SELECT unnest(exclusions) FROM session WHERE session_id = :id")
        .bind("id", tokens.verify(browser.token())).mapTo(String.class).list());
  }

  /** Lets a session's time without a sign of life pass. */
  private void silence(Browser browser) {
    jdbi.useHandle(handle -> handle.execute("""
        UPDATE session SET seen_at = now() - interval '61 minutes' WHERE session_id = ?""",
        tokens.verify(browser.token())));
  }

  /** Lets the time pass within which a session's images can be judged. */
  private void age(Browser browser) {
    jdbi.useHandle(handle -> handle.execute("""
        UPDATE session SET started_at = now() - interval '25 hours' WHERE session_id = ?""",
        tokens.verify(browser.token())));
  }

  private int judgements(Browser browser) {
    return jdbi.withHandle(handle -> handle.createQuery(
        "SELECT count(*) FROM judgement JOIN page USING (page_id) WHERE session_id = :session")
        .bind("session", tokens.verify(browser.token())).mapTo(int.class).one());
  }

  private static <T> List<T> atOnce(List<Browser> browsers, Function<Browser, T> action) throws Exception {
    var threads = Executors.newFixedThreadPool(browsers.size());
    try {
      List<T> results = new ArrayList<>();
      for (var result : threads.invokeAll(browsers.stream().map(b -> (Callable<T>) () -> action.apply(b)).toList())) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
