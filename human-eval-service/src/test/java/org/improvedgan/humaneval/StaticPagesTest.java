package org.improvedgan.humaneval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HumanEvalTest
class StaticPagesTest {
  private static final Pattern IMPORT = Pattern.compile("from '\\./(?:rate/)?([a-z]+\\.js)'");

  @ParameterizedTest
  @ValueSource(strings = {"/", "/s/open", "/results", "/admin", "/admin/study"})
  void pagesBringNothingFromElsewhereAndNoInlineScripts(String address) {
    var html = given().get(address).then().statusCode(200).contentType("text/html").extract().asString();
    assertThat(html).doesNotContain("http://", "https://", "style=", "onclick", "<style");
    assertThat(html.split("<script", -1)).as("one script, in a file").hasSize(2);
    assertThat(html).contains("<script type=\"module\" src=\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/results", "/rate.js", "/rate/api.js", "/rate.css", "/results.json", "/results.csv",
      "/api/nothing", "/images/nothing"})
  void everyAnswerCarriesTheSecurityHeaders(String address) {
    given().get(address).then()
        .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'self'"))
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  @Test
  void theRatingPagesScriptsAreThereSmallAndMakeNoMarkup() {
    Deque<String> waiting = new ArrayDeque<>(List.of("/rate.js"));
    Map<String, String> scripts = new HashMap<>();
    while (!waiting.isEmpty()) {
      var address = waiting.pop();
      if (!scripts.containsKey(address)) {
        var script = given().get(address).then().statusCode(200).contentType(containsString("javascript"))
            .extract().asString();
        scripts.put(address, script);
        IMPORT.matcher(script).results().forEach(found -> waiting.push("/rate/" + found.group(1)));
      }
    }
    assertThat(scripts).hasSizeGreaterThan(1).allSatisfy((address, script) ->
        assertThat(script).doesNotContain("innerHTML", "eval(", "document.cookie", "document.write", ".style ="));
    assertThat(scripts.values().stream().mapToInt(String::length).sum()).as("characters of all").isLessThan(40_000);
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
