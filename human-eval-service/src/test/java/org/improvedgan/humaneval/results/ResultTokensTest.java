package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.improvedgan.humaneval.testing.AdminProfile;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The results of a study that is not public, by the tokens of the roles. */
@HumanEvalTest
@TestProfile(AdminProfile.class)
class ResultTokensTest {
  @Inject
  Jdbi jdbi;

  @Test
  void bothTokensOpenThemAndNothingElseDoes() {
    var study = new HandMadeStudy(jdbi, "private", "open", "{}");
    var image = study.stimulus(study.pool("run-e0001", 1), true, false, 3).id();
    var addresses = List.of("", "/judgements.csv", "/judgements.jsonl", "/images", "/images/" + image + ".png");
    for (var address : addresses) {
      for (var token : List.of(AdminProfile.ADMIN, AdminProfile.VIEWER)) {
        given().header("Authorization", "Bearer " + token).get("/api/results/private" + address).then().statusCode(200);
      }
      given().get("/api/results/private" + address).then().statusCode(401).body("code", equalTo("unauthorized"));
    }
    given().header("Authorization", "Bearer wrong").get("/api/results/private").then().statusCode(401);
  }
}
