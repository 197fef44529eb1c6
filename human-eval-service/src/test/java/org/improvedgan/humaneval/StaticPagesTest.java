package org.improvedgan.humaneval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HumanEvalTest
class StaticPagesTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/s/open", "/results", "/admin", "/admin/study"})
  void pagesBringNothingFromElsewhereAndNoInlineScripts(String address) {
    var html = given().get(address).then().statusCode(200).contentType("text/html").extract().asString();
    assertThat(html).doesNotContain("http://", "https://", "style=", "onclick", "<style");
    assertThat(html.split("<script", -1)).as("one script, in a file").hasSize(2);
    assertThat(html).contains("<script type=\"module\" src=\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/results", "/rate.js", "/results.json", "/results.csv", "/api/nothing",
      "/images/nothing"})
  void everyAnswerCarriesTheSecurityHeaders(String address) {
    given().get(address).then()
        .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'self'"))
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  @Test
  void otherSitesMayNotAsk() {
    given().header("Origin", "https://example.org").header("Access-Control-Request-Method", "POST")
        .options("/api/studies/open/sessions").then().header("Access-Control-Allow-Origin", (String) null);
  }

  @Test
  void itIsReadyAndCounts() {
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    new Browser().judgeAll(true).then().statusCode(200);
    assertThat(given().get("/q/metrics").asString()).contains("human_eval_judgements_total",
        "human_eval_outbox_waiting", "human_eval_session_creation_seconds_count");
  }
}
