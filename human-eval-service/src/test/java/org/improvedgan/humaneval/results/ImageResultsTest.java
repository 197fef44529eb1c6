package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HandMadeStudy.Answer;
import org.improvedgan.humaneval.testing.HandMadeStudy.Stimulus;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class ImageResultsTest {
  @Inject
  Jdbi jdbi;

  private HandMadeStudy study;
  private UUID pool;

  private Stimulus image(boolean generated, int index) {
    return study.stimulus(pool, generated, false, index);
  }

  /** As many raters as answers. */
  private void judge(Stimulus stimulus, int wrong, int right, String... exclusions) {
    for (var i = 0; i < wrong + right; i++) {
      study.page(study.session(study.rater(), "feedback", pool, "finished", exclusions), 1, "main", 5,
          List.of(new Answer(stimulus, (i < wrong) != stimulus.generated())));
    }
  }

  private void make(String id) {
    study = new HandMadeStudy(jdbi, id, "closed", "{\"publicResults\": true}");
    pool = study.pool("run-e0002", 2);
    judge(image(true, 1), 5, 0);
    judge(image(true, 2), 11, 1);
    judge(image(true, 3), 4, 0);
    judge(image(true, 4), 0, 6);
    judge(image(false, 5), 3, 3);
    judge(study.stimulus(pool, true, true, 6), 9, 0);
    judge(image(true, 7), 9, 0, "gold");
  }

  @Test
  void theMostWrongComeFirstByTheLowerEndOfTheirInterval() {
    make("images");
    var report = given().get("/api/results/images/images").then().statusCode(200).extract().jsonPath();
    assertThat(report.getInt("least")).isEqualTo(5);
    assertThat(report.getInt("judged")).as("neither gold nor excluded").isEqualTo(5);
    assertThat(report.getInt("enough")).isEqualTo(4);
    // Of five of five, chance leaves 56.6 % open; of eleven of twelve 64.6 %.
    assertThat(report.getList("fooling.sourceIndex")).containsExactly(2, 1);
    assertThat(report.getDouble("fooling[0].wrong.wilson.low")).isEqualTo(0.6461, within(5e-5));
    assertThat(report.getDouble("fooling[1].wrong.wilson.low")).isEqualTo(0.5655, within(5e-5));
    assertThat(report.getInt("fooling[0].wrong.count")).isEqualTo(11);
    assertThat(report.getInt("fooling[0].wrong.of")).isEqualTo(12);
    assertThat(report.getString("fooling[0].seed")).isEqualTo("18446744073709551615");
    assertThat(report.getList("doubted.sourceIndex")).containsExactly(5);
    assertThat(report.getString("doubted[0].seed")).isNull();

    given().get(report.getString("doubted[0].image")).then().statusCode(200).contentType("image/png")
        .header("Cache-Control", "no-store").body(equalTo("png false5"));

    var fewer = given().get("/api/results/images/images?least=4&limit=2").jsonPath();
    assertThat(fewer.getList("fooling.sourceIndex")).containsExactly(2, 1);
    assertThat(fewer.getInt("enough")).isEqualTo(5);
    var more = new ArrayList<Object>(given().get("/api/results/images/images?least=4").jsonPath()
        .getList("fooling.sourceIndex"));
    assertThat(more).containsExactly(2, 1, 3);
  }

  @Test
  void imagesAreThoseOfTheStudy() {
    make("images-mine");
    var mine = given().get("/api/results/images-mine/images").jsonPath().getString("doubted[0].stimulus");
    new HandMadeStudy(jdbi, "images-other", "closed", "{\"publicResults\": true}");
    given().get("/api/results/images-mine/images/{id}.png", mine).then().statusCode(200);
    given().get("/api/results/images-other/images/{id}.png", mine).then().statusCode(404)
        .body("code", equalTo("unknown"));
    given().get("/api/results/images-mine/images/{id}.png", "..%2F..%2Fetc").then().statusCode(404);
    given().get("/api/results/images-mine/images/nothing.png").then().statusCode(404)
        .body("message", equalTo("There is no such image in this study."));
    given().get("/api/results/images-mine/images?least=0").then().statusCode(400).body("code", equalTo("malformed"));
    given().get("/api/results/images-mine/images?limit=many").then().statusCode(400);
  }
}
