package org.improvedgan.humaneval.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.improvedgan.humaneval.testing.AdminProfile.admin;
import static org.improvedgan.humaneval.testing.AdminProfile.as;

import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.improvedgan.humaneval.testing.AdminProfile;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies over HTTP, from the draft to the end, and the audit log of it. */
@HumanEvalTest
@TestProfile(AdminProfile.class)
class StudyLifeTest {
  private static final String STUDIES = "/admin/api/studies";

  @Inject
  Jdbi jdbi;

  @Test
  void aStudyIsCreatedChangedOpenedPausedResumedAndClosed() {
    create("life", "{\"title\": \"First\", \"imagesPerRater\": 10, \"poolSize\": 20}").statusCode(201)
        .body("state", equalTo("draft")).body("settings.title", equalTo("First")).body("path", equalTo("/s/life"));
    given().get("/api/studies/life").then().statusCode(404);
    admin().body("{\"settings\": {\"title\": \"Second\", \"imagesPerRater\": 10, \"poolSize\": 20}}")
        .put(STUDIES + "/life").then().statusCode(200).body("settings.title", equalTo("Second"));
    move("life", "open", 200);
    awaitState("life", "open");
    given().get("/api/studies/life").then().statusCode(200).body("title", equalTo("Second"));
    admin().body("{\"settings\": {}}").put(STUDIES + "/life").then().statusCode(409)
        .body("message", containsString("create another study"));
    move("life", "resume", 409);
    move("life", "pause", 200);
    given().get("/api/studies/life").then().body("state", equalTo("paused"));
    move("life", "resume", 200);
    move("life", "close", 200);
    move("life", "open", 409);

    admin().get(STUDIES).then().statusCode(200).body("study", hasItem("life"))
        .body("find {it.study == 'life'}.state", equalTo("closed"))
        .body("find {it.study == 'life'}.sessions.finished", equalTo(0))
        .body("find {it.study == 'open'}.configured", equalTo(true));
    var audit = admin().get(STUDIES + "/life/audit").then().statusCode(200)
        .body("action", contains("open", "close", "resume", "pause", "resume", "change", "open", "change", "create"))
        .body("[0].outcome", containsString("closed and cannot be opened"))
        .body("[8].outcome", equalTo("done")).body("[8].detail.settings.title", equalTo("First"))
        .body("[7].detail.settings.title", equalTo("Second"))
        .body("[1].detail.state", equalTo("closed")).body("[0].detail", nullValue());
    audit.extract().jsonPath().getList("role", String.class).forEach(role -> assertThat(role).isEqualTo("admin"));
  }

  @Test
  void whyAStudyCannotBePreparedIsSeen() {
    create("no-checkpoint", """
        {"arms": [{"name": "a", "checkpoint": "no-such"}], "poolSize": 20, "imagesPerRater": 10}""").statusCode(201);
    move("no-checkpoint", "open", 200);
    awaitState("no-checkpoint", "draft");
    admin().get(STUDIES + "/no-checkpoint").then().body("problem", containsString("no-such"));
  }

  @Test
  void theAuditLogCannotBeChanged() {
    create("kept", "{}").statusCode(201);
    for (var change : List.of("UPDATE audit SET role = 'nobody'", "DELETE FROM audit", "TRUNCATE audit")) {
      assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(change)))
          .as(change).hasMessageContaining("The audit log cannot be changed.");
    }
  }

  @Test
  void viewersAndStrangersChangeNothing() {
    as(AdminProfile.VIEWER).body("{\"study\": \"theirs\", \"settings\": {}}").post(STUDIES).then().statusCode(403);
    as(AdminProfile.VIEWER).get(STUDIES).then().statusCode(403);
    given().header("X-Human-Eval", "1").contentType("application/json").body("{\"study\": \"x\", \"settings\": {}}")
        .post(STUDIES).then().statusCode(401);
    admin().get(STUDIES + "/theirs").then().statusCode(404).body("code", equalTo("unknown"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"study\": \"A\", \"settings\": {}} | small letters",
      "{\"study\": \"a'; DROP TABLE study; --\", \"settings\": {}} | small letters",
      "{\"settings\": {}} | A study's id has",
      "{\"study\": \"b\"} | are a JSON object",
      "{\"study\": \"b\", \"settings\": {\"titel\": \"x\"}} | titel",
      "{\"study\": \"b\", \"settings\": {\"arms\": [{\"nam\": \"x\"}]}} | nam",
      "{\"study\": \"b\", \"settings\": {\"imagesPerRater\": \"many\"}} | imagesPerRater",
      "{\"study\": \"b\", \"settings\": {\"imagesPerRater\": 0}} | imagesPerRater",
      "{\"study\": \"b\", \"settings\": {}, \"open\": true} | There is no “open” in the request",
      "{\"study\": \"open\", \"settings\": {}} | already",
      "not json | is no JSON", "'' | body"})
  void whatCannotBeMeantIsASentence(String body, String sentence) {
    var response = admin().body(body).post(STUDIES).then().extract();
    assertThat(response.statusCode()).isIn(400, 409);
    assertThat(response.jsonPath().getString("message")).contains(sentence).endsWith(".");
  }

  @Test
  void aBodyThatIsTooLargeIsNotRead() {
    var body = "{\"study\": \"large\", \"settings\": {\"title\": \"" + "x".repeat(100_000) + "\"}}";
    admin().body(body).post(STUDIES).then().statusCode(413);
    admin().get(STUDIES + "/large").then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2Fopen", "%00", "OPEN", "a%20b"})
  void idsThatCannotBeAreRefused(String id) {
    var status = admin().urlEncodingEnabled(false).get(STUDIES + "/" + id).statusCode();
    assertThat(status).isIn(400, 404);
  }

  @Test
  void presetsAndDefaultsAreThereToBeginWith() {
    admin().get("/admin/api/presets").then().statusCode(200).body("preset", hasItem("hype"));
    admin().get("/admin/api/presets/defaults").then().statusCode(200).body("imagesPerRater", equalTo(100));
  }

  private static ValidatableResponse create(String id, String settings) {
    return admin().body("{\"study\": \"" + id + "\", \"settings\": " + settings + "}").post(STUDIES).then();
  }

  private static void move(String id, String how, int status) {
    admin().body("{}").post(STUDIES + "/" + id + "/" + how).then().statusCode(status);
  }

  private static void awaitState(String id, String state) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
        admin().get(STUDIES + "/" + id).then().body("state", equalTo(state)));
  }
}
