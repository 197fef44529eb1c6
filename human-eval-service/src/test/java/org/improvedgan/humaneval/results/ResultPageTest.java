package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.metrics.RaterBootstrap;
import org.improvedgan.metrics.WilsonInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class ResultPageTest {
  private static final String CHECKPOINT = "run-e0007";
  /** What is shown may be some seconds old. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  FakeSampler sampler;

  @AfterEach
  void reset() {
    sampler.serve(FakeSampler.FIRST);
  }

  /** The rates as JSON are those that the judgements as CSV give when they are counted one by one. */
  @Test
  void ratesAgreeWithTheExportedJudgements() throws JsonProcessingException {
    sampler.serve(FakeSampler.FIRST, FakeSampler.checkpoint(CHECKPOINT, 7));
    var random = new Random(3);
    for (var i = 0; i < 4; i++) {
      var rater = new Browser();
      for (var pages = 0; pages <= i; pages++) {
        var page = rater.beginPage();
        rater.submit(page.token(), page.images().stream().map(image -> random.nextInt(3) == 0).toList());
      }
    }
    var mine = lines().stream().filter(line -> line.get("checkpoint").equals(CHECKPOINT)).toList();
    assertThat(mine).hasSize((1 + 2 + 3 + 4) * 25);

    await().atMost(PATIENCE).until(() -> result(CHECKPOINT).at("/error/of").asInt() == mine.size());
    var result = result(CHECKPOINT);
    var wrong = mine.stream().filter(line -> line.get("wrong").equals("true")).count();
    var wilson = WilsonInterval.of(wrong, mine.size(), 0.95);
    assertThat(result.at("/error/count").asLong()).isEqualTo(wrong);
    assertThat(result.at("/error/rate").asDouble()).isEqualTo((double) wrong / mine.size());
    assertThat(result.at("/error/wilson/low").asDouble()).isEqualTo(wilson.low());
    assertThat(result.at("/error/wilson/high").asDouble()).isEqualTo(wilson.high());
    assertThat(result.at("/fooled/of").asLong()).isEqualTo(count(mine, "generated", "true"));
    assertThat(result.at("/doubted/of").asLong()).isEqualTo(count(mine, "generated", "false"));
    assertThat(result.at("/fooled/count").asLong() + result.at("/doubted/count").asLong()).isEqualTo(wrong);

    var byRater = mine.stream().collect(Collectors.groupingBy(line -> line.get("rater")));
    var raters = byRater.keySet().stream().sorted().toList();
    var interval = RaterBootstrap.of(
        raters.stream().mapToLong(rater -> count(byRater.get(rater), "wrong", "true")).toArray(),
        raters.stream().mapToLong(rater -> byRater.get(rater).size()).toArray(), 10_000, 1, 0.95);
    assertThat(result.at("/raters").asInt()).isEqualTo(4);
    assertThat(result.at("/bootstrap/low").asDouble()).isEqualTo(interval.low());
    assertThat(result.at("/bootstrap/high").asDouble()).isEqualTo(interval.high());
  }

  @Test
  void openPagesAreNotExported() {
    var rater = new Browser();
    var before = given().get("/results.csv").asString();
    var page = rater.beginPage();
    assertThat(given().get("/results.csv").asString()).isEqualTo(before);
    rater.submit(page.token(), page.images().stream().map(image -> true).toList()).then().statusCode(200);
    assertThat(lines()).hasSize(before.split("\r\n").length - 1 + 25);
  }

  @Test
  void eachCheckpointStandsForItself() {
    new Browser().judgeAll(true).then().statusCode(200);
    sampler.serve(FakeSampler.FIRST, FakeSampler.checkpoint("run-e0009", 9));
    new Browser().judgeAll(false).then().statusCode(200);
    await().atMost(PATIENCE).untilAsserted(() -> {
      List<String> checkpoints = given().get("/results.json").jsonPath().getList("arms.checkpoint");
      assertThat(checkpoints).contains("run-e0001", "run-e0009").isSorted().doesNotHaveDuplicates();
    });
  }

  private static JsonNode result(String checkpoint) throws JsonProcessingException {
    var study = new ObjectMapper().readTree(given().get("/results.json").asString());
    return StreamSupport.stream(study.get("arms").spliterator(), false)
        .filter(result -> result.get("checkpoint").asText().equals(checkpoint)).findFirst().orElseThrow().get("kept");
  }

  private static long count(List<Map<String, String>> lines, String column, String value) {
    return lines.stream().filter(line -> line.get(column).equals(value)).count();
  }

  private static List<Map<String, String>> lines() {
    var rows = JudgementExportTest.parse(given().get("/results.csv").asString());
    return rows.subList(1, rows.size()).stream().map(row -> {
      Map<String, String> line = new HashMap<>();
      for (var i = 0; i < row.size(); i++) {
        line.put(rows.get(0).get(i), row.get(i));
      }
      return line;
    }).toList();
  }
}
