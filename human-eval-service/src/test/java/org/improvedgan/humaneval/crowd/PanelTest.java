package org.improvedgan.humaneval.crowd;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.testing.AdminProfile;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.TestStudies;
import org.improvedgan.humaneval.testing.mturk.MTurkAdmin;
import org.improvedgan.humaneval.testing.mturk.MTurkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prolific, other panels and plain links: how people come, are handed back, and are paid by hand. */
@MTurkTest
class PanelTest {
  private static final String PAYMENT =
      "'payment': {'currency': 'GBP', 'base': 1, 'perCorrect': 0.01, 'budget': 0}";

  @Inject
  TestStudies studies;

  @Test
  void aParticipantGoesBackWithTheStudysCode() {
    var study = open("'platform': 'prolific', 'completion': {'code': 'DONE1', 'screenedOutCode': 'OUT2', "
        + "'url': 'https://app.prolific.com/submissions/complete?cc={code}'}");
    var query = Map.of("PROLIFIC_PID", "5f0c", "STUDY_ID", "s1", "SESSION_ID", UUID.randomUUID().toString());
    var browser = new Browser(study, query);
    browser.finish(true);
    assertThat(browser.cookie()).isNull();
    new Browser(study, query).begin().then().statusCode(200).body("completion.kind", equalTo("redirect"))
        .body("completion.url", equalTo("https://app.prolific.com/submissions/complete?cc=DONE1"))
        .body("completion.code", equalTo("DONE1"));
  }

  @Test
  void whoFailsTheQualificationGetsTheOtherCode() {
    var study = open("'platform': 'prolific', 'qualification': {'images': 24, 'required': 1.0}, "
        + "'completion': {'code': 'DONE1', 'screenedOutCode': 'OUT2'}");
    var browser = new Browser(study, Map.of("PROLIFIC_PID", "5f0c"));
    browser.finish(true);
    assertThat(browser.session().getString("state")).isEqualTo("disqualified");
    assertThat(browser.session().getString("completion.kind")).isEqualTo("code");
    assertThat(browser.session().getString("completion.code")).isEqualTo("OUT2");
  }

  @Test
  void anotherPanelNamesItsParticipantsOtherwise() {
    var study = open("'platform': 'prolific', 'participantParameter': 'participant'");
    new Browser(study, Map.of("participant", "p-1")).begin().then().statusCode(200);
    new Browser(study, Map.of("PROLIFIC_PID", "p-2")).begin().then().statusCode(400)
        .body("message", containsString("lacks its participant"));
  }

  @ParameterizedTest
  @CsvSource({"PROLIFIC_PID, ''", "PROLIFIC_PID, {{%PROLIFIC_PID%}}", "PROLIFIC_PID, a b", "OTHER, x"})
  void whatNoPanelSendsIsRefused(String name, String value) {
    new Browser(open("'platform': 'prolific'"), Map.of(name, value)).begin().then().statusCode(400)
        .body("code", equalTo("malformed")).body("message", containsString("from the panel's page"));
  }

  @Test
  void onePersonDoesNotComeTwiceBySubmittingTwice() {
    var study = open("'platform': 'prolific'");
    new Browser(study, Map.of("PROLIFIC_PID", "p1", "SESSION_ID", study + "1")).finish(true);
    new Browser(study, Map.of("PROLIFIC_PID", "p1", "SESSION_ID", study + "2")).begin().then().statusCode(409)
        .body("code", equalTo("taken-part"));
    new Browser(study, Map.of("PROLIFIC_PID", "p2", "SESSION_ID", study + "1")).begin().then().statusCode(403)
        .body("code", equalTo("foreign"));
  }

  @Test
  void bonusesAreListedForThePanelsOwnIds() {
    var study = open("'platform': 'prolific', " + PAYMENT);
    var done = new Browser(study, Map.of("PROLIFIC_PID", "aaa1"));
    done.finish(true);
    new Browser(study, Map.of("PROLIFIC_PID", "bbb2")).begin().then().statusCode(200);
    var list = AdminProfile.admin().contentType("text/plain")
        .body("Participant id\r\naaa1\r\nbbb2\n\n=cmd|' /C calc'!A0\nccc3\naaa1\n")
        .post("/admin/api/studies/{study}/bonuses", study).then().statusCode(200).contentType("text/csv").extract()
        .asString();
    assertThat(list).as("24 images, all called generated").matches("aaa1,0\\.(0[1-9]|1\\d|2[0-4])\n");
    var paid = new BigDecimal(list.strip().split(",")[1]);
    new MTurkAdmin(study).post("codes", "{\"code\": \"" + done.session().getString("completion.code") + "\"}").then()
        .statusCode(200).body("bonus", equalTo(paid.floatValue()));
  }

  @Test
  void aPaidLinkGivesEachSessionACodeThatCanBeChecked() {
    var study = open("'platform': 'link', " + PAYMENT);
    var admin = new MTurkAdmin(study);
    var browser = new Browser(study);
    browser.finish(true);
    var code = browser.session().getString("completion.code");
    assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{10}");
    var written = code.substring(0, 5).toLowerCase() + "-" + code.substring(5);
    admin.post("codes", "{\"code\": \"" + written + "\"}").then().statusCode(200).body("state", equalTo("finished"));

    var forged = (code.charAt(0) == '0' ? "1" : "0") + code.substring(1);
    admin.post("codes", "{\"code\": \"" + forged + "\"}").then().statusCode(404)
        .body("message", equalTo("No session of this study that ended has this code."));
    var other = open("'platform': 'link', " + PAYMENT);
    new MTurkAdmin(other).post("codes", "{\"code\": \"" + code + "\"}").then().statusCode(404);
  }

  @Test
  void anUnpaidLinkEndsWithoutACode() {
    var browser = new Browser(open("'platform': 'link'"));
    browser.finish(true);
    browser.request().get("/api/session").then().body("completion.kind", equalTo("none"))
        .body("completion.code", nullValue());
  }

  @ParameterizedTest
  @CsvSource({"link, Send the study's address", "prolific, Create the study on the panel's own site"})
  void whatHasNoApiIsSaidInASentence(String platform, String sentence) {
    var admin = new MTurkAdmin(open("'platform': '" + platform + "'"));
    admin.post("hits", "{\"places\": 3}").then().statusCode(409).body("code", equalTo("by-hand"))
        .body("message", containsString(sentence));
    admin.get("hits").then().statusCode(409);
    for (var path : new String[] {"hits/expire", "hits/X/expire", "settlement"}) {
      admin.post(path, "{}").then().statusCode(409).body("code", equalTo("by-hand"));
    }
  }

  @Test
  void theCostIsToldBeforehand() {
    new MTurkAdmin(open("'platform': 'mturk', 'payment': {'currency': 'USD', 'base': 1, 'perCorrect': 0.02, "
        + "'budget': 0}, 'imagesPerRater': 100, 'imagesPerPage': 25")).get("cost?sessions=30").then()
        .statusCode(200).body("least", equalTo(36.0f)).body("half", equalTo(72.0f)).body("most", equalTo(108.0f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"place\": 3}", "{\"places\": -1}", "{\"places\": 5001}",
      "{\"places\": 1, \"hours\": 0}", "[]", "x"})
  void offersThatAreNoneAreRefused(String json) {
    new MTurkAdmin(open("'platform': 'link'")).post("hits", json).then().statusCode(400)
        .body("code", equalTo("malformed"));
  }

  @Test
  void nobodyElseRecruitsOrPays() {
    var study = open("'platform': 'link'");
    var base = "/admin/api/studies/" + study + "/";
    for (var path : new String[] {"hits", "payments", "cost"}) {
      given().get(base + path).then().statusCode(401);
    }
    for (var path : new String[] {"hits", "hits/expire", "hits/X/extend", "hits/X/expire", "settlement", "codes"}) {
      given().contentType(ContentType.JSON).header("X-Human-Eval", "1").body("{}").post(base + path).then()
          .statusCode(401);
    }
    given().contentType(ContentType.TEXT).header("X-Human-Eval", "1").body("a").post(base + "bonuses").then()
        .statusCode(401);
  }

  private String open(String settings) {
    return studies.open("{'imagesPerRater': 24, 'imagesPerPage': 24, 'columns': 4, 'poolSize': 48, " + settings + "}");
  }
}
