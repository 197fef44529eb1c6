package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HandMadeStudy.Answer;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class JudgementExportTest {
  private static final String PUBLIC = "{\"publicResults\": true, \"arms\": [{\"name\": \"-arm\"}]}";

  @Inject
  Jdbi jdbi;

  private UUID excluded;
  private UUID main;

  /** One excluded session with practice and a gold item, one that was withdrawn, one with an open page. */
  private void make(String id) {
    var study = new HandMadeStudy(jdbi, id, "open", PUBLIC);
    var pool = study.pool("=cmd|'calc'!A1,\"x\"", 4);
    var fake = study.stimulus(pool, true, false, 17);
    var real = study.stimulus(pool, false, false, 18);
    var gold = study.stimulus(pool, true, true, 19);
    excluded = study.session(study.rater(), "-arm", pool, "finished", "gold", "attention");
    study.page(excluded, 1, "practice", 5, List.of(new Answer(real, false)));
    main = study.page(excluded, 2, "main", 10,
        List.of(new Answer(gold, false), new Answer(fake, false), new Answer(real, false)));
    study.page(study.session(study.rater(), "-arm", pool, "withdrawn"), 1, "main", 5, List.of(new Answer(fake, true)));
    study.openPage(study.session(study.rater(), "-arm", pool, "active"), 1, List.of(fake, real));
  }

  @Test
  void everyLockedJudgementIsALineThatReadsBack() {
    make("export");
    var response = given().get("/api/results/export/judgements.csv").then().statusCode(200)
        .header("Content-Type", startsWith("text/csv"))
        .header("Content-Disposition", "attachment; filename=\"export-judgements.csv\"").extract().asString();
    var rows = parse(response);
    assertThat(rows.get(0)).startsWith("study", "arm", "session", "rater").endsWith("source_index", "seed");
    assertThat(rows).hasSize(1 + 4).allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
    var practice = named(rows, 1);
    assertThat(practice).containsEntry("kind", "practice").containsEntry("counted", "false")
        .containsEntry("seed", "").containsEntry("wrong", "false").containsEntry("page", "1");
    assertThat(named(rows, 2)).containsEntry("gold", "true").containsEntry("counted", "false");
    var fooled = named(rows, 3);
    assertThat(fooled).containsEntry("study", "export").containsEntry("session", excluded.toString())
        .containsEntry("rating", main.toString()).containsEntry("state", "finished").containsEntry("kept", "false")
        .containsEntry("exclusions", "gold attention").containsEntry("epoch", "4").containsEntry("position", "1")
        .containsEntry("generated", "true").containsEntry("judged_generated", "false").containsEntry("wrong", "true")
        .containsEntry("counted", "true").containsEntry("millis", "101").containsEntry("source_index", "17")
        .containsEntry("seed", "18446744073709551615")
        // Neither becomes a formula.
        .containsEntry("arm", "'-arm").containsEntry("checkpoint", "'=cmd|'calc'!A1,\"x\"");
    assertThat(named(rows, 4)).containsEntry("generated", "false").containsEntry("wrong", "false");
  }

  @Test
  void theLinesOfJsonSayTheSameWithoutApostrophes() throws JsonProcessingException {
    make("export-json");
    var table = parse(given().get("/api/results/export-json/judgements.csv").asString());
    var lines = given().get("/api/results/export-json/judgements.jsonl").then().statusCode(200).extract().asString()
        .split("\n");
    assertThat(lines).hasSize(table.size() - 1);
    for (var i = 0; i < lines.length; i++) {
      var object = new ObjectMapper().readTree(lines[i]);
      var row = named(table, i + 1);
      assertThat(object.fieldNames()).toIterable().containsExactlyElementsOf(row.keySet());
      row.forEach((name, value) -> assertThat(text(object.get(name)))
          .isEqualTo(value.startsWith("'") ? value.substring(1) : value));
    }
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "" : value.asText();
  }

  private static Map<String, String> named(List<List<String>> rows, int row) {
    var named = new LinkedHashMap<String, String>();
    for (var i = 0; i < rows.get(0).size(); i++) {
      named.put(rows.get(0).get(i), rows.get(row).get(i));
    }
    return named;
  }

  /** RFC 4180, character by character. */
  static List<List<String>> parse(String text) {
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var cell = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(List.copyOf(row));
          row.clear();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
    }
    return rows;
  }
}
