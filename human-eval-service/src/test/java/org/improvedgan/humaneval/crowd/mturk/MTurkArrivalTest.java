package org.improvedgan.humaneval.crowd.mturk;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.TestStudies;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk;
import org.improvedgan.humaneval.testing.mturk.MTurkAdmin;
import org.improvedgan.humaneval.testing.mturk.MTurkTest;
import org.improvedgan.humaneval.testing.mturk.MTurkWorker;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes by the address of a page in Mechanical Turk's frame, and what claims to. */
@MTurkTest
class MTurkArrivalTest {
  private static final String SETTINGS = """
      {"platform": "%s", "imagesPerRater": 4, "imagesPerPage": 4, "columns": 2, "poolSize": 20,
       "qualification": {"images": 4, "required": 1.0},
       "payment": {"currency": "USD", "base": 1.00, "perCorrect": 0, "budget": 0}}""";

  FakeMTurk mturk;
  @Inject
  TestStudies studies;
  @Inject
  Jdbi jdbi;

  private String study;
  private String hit;
  private Map<String, String> query;

  @BeforeEach
  void accept() {
    mturk.forgetCalls();
    mturk.balance("10000.00");
    study = studies.open(SETTINGS.formatted("mturk"));
    hit = new MTurkAdmin(study).publish(3).get(0);
    query = new HashMap<>(MTurkWorker.query(new MTurkWorker(mturk, "AWORKER").accept(hit)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"assignmentId", "hitId", "workerId"})
  void aMissingParameterIsNamed(String name) {
    query.remove(name);
    begin(400, "malformed", name);
    query.put(name, "'; DROP TABLE session; --");
    begin(400, "malformed", name);
    query.put(name, "A".repeat(65));
    begin(400, "malformed", name);
    query.put(name, "");
    begin(400, "malformed", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "https://www.mturk.com.evil.example",
      "https://www.mturk.com@evil.example", "https://www.mturk.com", "http://workersandbox.mturk.com",
      "javascript:alert(1)", "//evil.example", ""})
  void workIsHandedToTheConfiguredSiteOnly(String submitTo) {
    query.put("turkSubmitTo", submitTo);
    begin(403, "foreign", "not Mechanical Turk's");
    query.remove("turkSubmitTo");
    begin(403, "foreign", "not Mechanical Turk's");
  }

  @Test
  void aHitOfAnotherStudyOrOfNoneIsForeign() {
    query.put("hitId", "3NEVERPUBLISHED");
    begin(403, "foreign", "not part of this study");
    var other = studies.open(SETTINGS.formatted("mturk"));
    query.put("hitId", new MTurkAdmin(other).publish(1).get(0));
    begin(403, "foreign", "not part of this study");
  }

  @Test
  void aWorkerComesIntoAHitWhoseIdIsNotKnownYet() {
    jdbi.useHandle(handle -> handle.execute("UPDATE crowd_hit SET hit_id = NULL WHERE hit_id = ?", hit));
    new Browser(study, query).begin().then().statusCode(200).body("state", equalTo("active"));
  }

  @Test
  void nobodyTakesTheAssignmentOfSomebodyElse() {
    new Browser(study, query).begin().then().statusCode(200);
    query.put("workerId", "ASOMEBODYELSE");
    begin(403, "foreign", "somebody else");
  }

  @Test
  void whoFailsTheQualificationOrWithdrawsIsAskedToReturnTheTask() {
    var browser = new Browser(study, query);
    browser.finish(true);
    assertThat(browser.session().getString("state")).isEqualTo("disqualified");
    assertThat(browser.session().getString("completion.kind")).isEqualTo("none");
    assertThat(browser.session().getString("completion.message")).contains("return the task");

    var leaving = new Browser(study, MTurkWorker.query(new MTurkWorker(mturk, "ALEAVING").accept(hit)));
    leaving.begin().then().statusCode(200);
    leaving.withdraw().then().statusCode(200).body("completion.message", containsString("return the task"));
  }

  @Test
  void mechanicalTurkMayShowItsStudiesAndTakeTheirForm() {
    given().get("/s/" + study + "?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE").then().statusCode(200)
        .header("Content-Security-Policy", matchesPattern("default-src 'none'; .*form-action 'self' " + mturk.address()
            + "; frame-ancestors 'self' " + mturk.address()))
        .header("Referrer-Policy", "strict-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "prolific"})
  void otherStudiesStayStrict(String platform) {
    var other = studies.open(SETTINGS.formatted(platform));
    for (var page : new String[] {"/", "/index.html", "/results", "/s/" + other, "/s/no-such-study"}) {
      given().get(page).then().statusCode(200)
          .header("Content-Security-Policy", containsString("form-action 'self'; frame-ancestors 'self'"))
          .header("Content-Security-Policy", not(containsString("http"))).header("Referrer-Policy", "no-referrer");
    }
  }

  @ParameterizedTest
  @CsvSource({"sandbox", "production"})
  void thePolicyNamesBothSitesOfMechanicalTurk(String environment) {
    var known = environment.equals("sandbox") ? MTurkEnvironment.SANDBOX : MTurkEnvironment.PRODUCTION;
    assertThat(FramePolicy.policy("default-src 'none'; form-action 'self'; frame-ancestors 'self'", known.sites()))
        .isEqualTo("default-src 'none'; form-action 'self' https://*.mturk.com; "
            + "frame-ancestors 'self' https://*.mturk.com");
  }

  private void begin(int status, String code, String message) {
    new Browser(study, query).begin().then().statusCode(status).body("code", equalTo(code))
        .body("message", containsString(message));
    assertThat(jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM session WHERE study_id = :study "
        + "AND rater_id NOT IN (SELECT rater_id FROM session WHERE assignment = :assignment)")
        .bind("study", study).bind("assignment", query.getOrDefault("assignmentId", UUID.randomUUID().toString()))
        .mapTo(int.class).one()).intValue()).isZero();
  }
}
