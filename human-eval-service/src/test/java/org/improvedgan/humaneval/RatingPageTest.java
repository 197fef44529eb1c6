package org.improvedgan.humaneval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HumanEvalTest
class RatingPageTest {
  private static final List<Boolean> ALL_REAL = Collections.nCopies(25, false);
  private static final List<Boolean> ALL_GENERATED = Collections.nCopies(25, true);

  @Inject
  Jdbi jdbi;
  @Inject
  PageTokens tokens;

  private final Browser rater = new Browser();

  @Test
  void aPageHasTwentyFiveImagesAndNoResult() {
    rater.begin().then().statusCode(200).body("page.images", hasSize(25)).body("page.columns", equalTo(5))
        .body("page.width", equalTo(28)).body("page.height", equalTo(28)).body("page.result", nullValue())
        .body("state", equalTo("active")).body("done", equalTo(0)).body("of", equalTo(25));
  }

  @Test
  void theCookieCannotBeReadByScriptsOrSentByOtherSites() {
    rater.begin();
    assertThat(rater.cookie().isHttpOnly()).isTrue();
    assertThat(rater.cookie().getSameSite()).isEqualToIgnoringCase("Lax");
    assertThat(rater.cookie().getValue()).matches("[A-Za-z0-9_-]{22}");
    List<byte[]> identities = jdbi.withHandle(handle -> handle.createQuery("SELECT identity FROM rater")
        .mapTo(byte[].class).list());
    assertThat(identities).isNotEmpty().allSatisfy(identity -> assertThat(identity).hasSize(32));
  }

  @Test
  void reloadingAndBeginningAgainGiveTheSamePageUntilItIsSubmitted() {
    var page = rater.beginPage();
    assertThat(rater.beginPage()).isEqualTo(page);
    rater.page(page.token()).then().statusCode(200).body("images", equalTo(page.images()));
    rater.submit(page.token(), ALL_REAL).then().statusCode(200);
    assertThat(rater.beginPage().token()).isNotEqualTo(page.token());
  }

  @Test
  void twoRequestsAtOnceShareOnePage() throws Exception {
    rater.begin().then().statusCode(200);
    rater.submit(rater.beginPage().token(), ALL_REAL).then().statusCode(200);
    var begun = atOnce(8, () -> rater.begin().then().statusCode(200).extract().path("page.token").toString());
    assertThat(begun).hasSize(8).containsOnly(begun.get(0));
  }

  @Test
  void theFirstAnswersStayWhateverIsSentLater() {
    var page = rater.beginPage();
    var first = rater.submit(page.token(), ALL_REAL).then().statusCode(200)
        .body("result.judgements", hasSize(25)).body("session.state", equalTo("finished")).extract().asString();
    assertThat(rater.submit(page.token(), ALL_GENERATED).then().statusCode(200).extract().asString()).isEqualTo(first);
    assertThat(rater.submit(page.token(), List.of()).then().statusCode(200).extract().asString()).isEqualTo(first);
    rater.page(page.token()).then().statusCode(200).body("result.judgements.judgedGenerated", equalTo(ALL_REAL));
    assertThat(judgements(page.token())).isEqualTo(25);
  }

  @Test
  void manySubmissionsAtOnceStoreOne() throws Exception {
    var page = rater.beginPage();
    List<List<Boolean>> answers = List.of(ALL_REAL, ALL_GENERATED, ALL_REAL, ALL_GENERATED);
    var next = answers.iterator();
    var results = atOnce(4, () -> {
      List<Boolean> mine;
      synchronized (next) {
        mine = next.next();
      }
      return rater.submit(page.token(), mine).then().statusCode(200).extract().asString();
    });
    assertThat(results).containsOnly(results.get(0));
    assertThat(judgements(page.token())).isEqualTo(25);
  }

  @Test
  void theResultTellsTheTruthThatWasStored() {
    var page = rater.beginPage();
    List<Boolean> truth = jdbi.withHandle(handle -> handle.createQuery(
        "SELECT generated FROM trial JOIN stimulus USING (stimulus_id) WHERE page_id = :page ORDER BY position")
        .bind("page", tokens.verify(page.token())).mapTo(Boolean.class).list());
    var answers = new ArrayList<>(truth);
    answers.set(3, !truth.get(3));
    answers.set(20, !truth.get(20));
    rater.submit(page.token(), answers).then().statusCode(200).body("result.wrong", equalTo(2))
        .body("result.judgements.generated", equalTo(truth)).body("result.judgements.judgedGenerated", equalTo(answers));
  }

  @Test
  void anotherBrowserCanNeitherSeeNorAnswerAPage() {
    var page = rater.beginPage();
    var stranger = new Browser();
    stranger.page(page.token()).then().statusCode(403).body("message", containsString("no session"));
    stranger.begin().then().statusCode(200);
    stranger.page(page.token()).then().statusCode(403);
    stranger.submit(page.token(), ALL_REAL).then().statusCode(403);
    assertThat(judgements(page.token())).isZero();
  }

  @Test
  void anotherSitesFormIsRefused() {
    given().contentType(ContentType.JSON).body("{}").post("/api/studies/open/sessions")
        .then().statusCode(403).body("code", equalTo("cross-site"));
    given().header("X-Human-Eval", "1").contentType(ContentType.URLENC).formParam("a", "b")
        .post("/api/studies/open/sessions")
        .then().statusCode(415).body("message", containsString("Unsupported Media Type"));
    var page = rater.beginPage();
    rater.request().contentType(ContentType.JSON).body("{\"generated\": []}")
        .post("/api/pages/{token}/answers", page.token()).then().statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "7", "{\"generated\": null}", "{\"generated\": [true]}", "{\"generated\": [",
      "{\"generated\": [null,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}", "{\"generated\": \"yes\"}",
      "{\"generated\": [[]]}", "\u0000"})
  void answersThatAreNoneAreRefusedInASentence(String body) {
    var page = rater.beginPage();
    rater.json().body(body).post("/api/pages/{token}/answers", page.token())
        .then().statusCode(400).body("code", equalTo("malformed")).body("message", matchesPattern(".+\\."));
    rater.page(page.token()).then().body("result", nullValue());
  }

  @Test
  void aLargeBodyIsRefused() {
    var page = rater.beginPage();
    rater.json().body("{\"generated\": [" + "true,".repeat(20_000) + "true]}")
        .post("/api/pages/{token}/answers", page.token()).then().statusCode(413);
  }

  @Test
  void aTokenWithAnyByteChangedNamesNoPage() {
    var token = rater.beginPage().token();
    for (var at = 0; at < token.length(); at++) {
      var forged = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
      rater.page(forged).then().statusCode(404).body("code", equalTo("unknown"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "' OR 1=1 --", "../../etc/passwd", "<script>alert(1)</script>", "%00",
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void nonsenseNamesNoPageAndNoImage(String nonsense) {
    rater.begin();
    rater.page(nonsense).then().statusCode(404);
    rater.submit(nonsense, ALL_REAL).then().statusCode(404);
    given().get("/images/{token}", nonsense).then().statusCode(404);
  }

  @Test
  void anExpiredSessionIsOverAndItsImagesAreGone() {
    var page = rater.beginPage();
    jdbi.useHandle(handle -> handle.execute("""
        UPDATE session SET started_at = now() - interval '25 hours' FROM page
        WHERE page.session_id = session.session_id AND page_id = ?""", tokens.verify(page.token())));
    rater.submit(page.token(), ALL_REAL).then().statusCode(410).body("code", equalTo("expired"));
    given().get(page.images().get(0)).then().statusCode(404);
    assertThat(judgements(page.token())).isZero();
  }

  @Test
  void unknownAddressesAndMethodsAreAnsweredInASentence() {
    given().get("/api/nothing").then().statusCode(404);
    rater.json().delete("/api/session").then().statusCode(405).body("message", containsString("Method Not Allowed"));
  }

  private int judgements(String token) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM judgement WHERE page_id = :page")
        .bind("page", tokens.verify(token)).mapTo(int.class).one());
  }

  private static List<String> atOnce(int times, Callable<String> request) throws Exception {
    var threads = Executors.newFixedThreadPool(times);
    try {
      var calls = new ArrayList<Callable<String>>(Collections.nCopies(times, request));
      var results = new ArrayList<String>();
      for (Future<String> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
