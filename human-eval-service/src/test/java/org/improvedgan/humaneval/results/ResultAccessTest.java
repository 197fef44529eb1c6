package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class ResultAccessTest {
  private static final List<String> ALL = List.of("", "/judgements.csv", "/judgements.jsonl", "/images",
      "/images/00000000-0000-0000-0000-000000000000.png");

  @Inject
  Jdbi jdbi;
  @Inject
  Studies studies;

  /** The addresses of a study that somebody without a token is let into. */
  private static List<String> open(String id) {
    return ALL.stream().filter(path -> {
      var response = given().get("/api/results/" + id + path);
      assertThat(response.statusCode()).isIn(200, 404, 401);
      if (response.statusCode() == 401) {
        response.then().body("message", containsString("Authorization: Bearer TOKEN"));
      }
      return response.statusCode() != 401;
    }).toList();
  }

  @Test
  void whatIsNotPublicIsClosedToEverybodyElse() {
    new HandMadeStudy(jdbi, "secret", "open", "{}");
    assertThat(open("secret")).isEmpty();
    new HandMadeStudy(jdbi, "secret-closed", "closed", "{}");
    assertThat(open("secret-closed")).isEmpty();
  }

  @Test
  void imagesArePublicOnlyWhenNobodyCanJudgeThemAnyMore() {
    var study = new HandMadeStudy(jdbi, "public", "open", "{\"publicResults\": true}");
    assertThat(open("public")).containsExactly("", "/judgements.csv", "/judgements.jsonl");
    study.move("paused");
    assertThat(open("public")).containsExactly("", "/judgements.csv", "/judgements.jsonl");
    study.move("closed");
    assertThat(open("public")).isEqualTo(ALL);
  }

  /** A rater without feedback could look the truth up. */
  @Test
  void judgementsOfRatersWithoutFeedbackArePublicAfterwards() {
    var study = new HandMadeStudy(jdbi, "untold", "open", """
        {"publicResults": true, "arms": [{"name": "a"}, {"name": "b", "feedback": false}]}""");
    assertThat(open("untold")).containsExactly("");
    study.move("closed");
    assertThat(open("untold")).isEqualTo(ALL);
  }

  @Test
  void adminsAndViewersSeeEverything() {
    new HandMadeStudy(jdbi, "roles", "open", "{}");
    var study = studies.get("roles");
    for (var role : List.of("admin", "viewer")) {
      var access = new ResultAccess(identity(role));
      assertThatCode(() -> {
        access.requireRates(study);
        access.requireJudgements(study);
        access.requireImages(study);
      }).doesNotThrowAnyException();
    }
    var other = new ResultAccess(identity("somebody"));
    Stream.<Runnable>of(() -> other.requireRates(study), () -> other.requireJudgements(study),
        () -> other.requireImages(study)).forEach(asked ->
            assertThatExceptionOfType(Refusal.class).isThrownBy(asked::run));
  }

  @Test
  void studiesThatAreNotThereAreNotFound() {
    for (var path : ALL) {
      given().get("/api/results/nothing" + path).then().statusCode(404);
    }
  }

  private static SecurityIdentity identity(String role) {
    return QuarkusSecurityIdentity.builder().setPrincipal(() -> role).addRole(role).build();
  }
}
