package org.improvedgan.humaneval.study;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import jakarta.inject.Inject;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class StudyProgressTest {
  @Inject
  TestStudies studies;
  @Inject
  Studies life;
  @Inject
  StudyProgress progress;

  @Test
  void theMetricsSayHowFarAStudyIsUntilItIsClosed() {
    var study = studies.open("""
        {'imagesPerRater': 10, 'imagesPerPage': 10, 'ratersWanted': 7,
        'arms': [{'name': 'only', 'checkpoint': 'run-e0001'}]}""");
    new Browser(study).finish(true);
    new Browser(study).begin().then().statusCode(200);
    progress.measure();
    var sessions = "human_eval_study_sessions{arm=\"only\",state=\"%s\",study=\"" + study + "\"} 1.0";
    given().get("/q/metrics").then().body(containsString(sessions.formatted("finished")))
        .body(containsString(sessions.formatted("active")))
        .body(containsString("human_eval_study_sessions_wanted{study=\"" + study + "\"} 7.0"))
        .body(containsString("human_eval_database_up 1.0"));

    life.close(study);
    progress.measure();
    given().get("/q/metrics").then().body(not(containsString("study=\"" + study + "\"")));
  }
}
