package org.improvedgan.humaneval.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.junit.jupiter.api.Test;

/** A service without tokens. */
@HumanEvalTest
class ClosedAdminTest {

  @Test
  void theSettingThatOpensItIsNamed() {
    given().get("/admin/api/checkpoints").then().statusCode(403).header("WWW-Authenticate", nullValue())
        .body("code", equalTo("admin-closed")).body("message", containsString("human-eval.admin-token"));
    given().header("Authorization", "Bearer ").get("/admin/api/checkpoints").then().statusCode(403);
    given().header("Authorization", "Bearer anything").get("/admin/api/checkpoints").then().statusCode(403)
        .body("code", equalTo("admin-closed"));
  }
}
