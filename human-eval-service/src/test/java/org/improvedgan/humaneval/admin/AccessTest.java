package org.improvedgan.humaneval.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.TestProfile;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.improvedgan.humaneval.testing.AdminProfile;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.junit.jupiter.api.Test;

/** Who is let in where. */
@HumanEvalTest
@TestProfile(AdminProfile.class)
class AccessTest {
  private static final String ADDRESS = "/admin/api/checkpoints";

  @Test
  void theAdminTokenOpensTheAdminSide() {
    given().header("Authorization", "Bearer " + AdminProfile.ADMIN).get(ADDRESS).then().statusCode(200)
        .header("Cache-Control", "no-store").body("checkpoint", hasItem(FakeSampler.FIRST.getCheckpointId()));
    given().header("Authorization", "bearer  " + AdminProfile.ADMIN + " ").get(ADDRESS).then().statusCode(200);
  }

  @Test
  void theViewerTokenDoesNot() {
    given().header("Authorization", "Bearer " + AdminProfile.VIEWER).get(ADDRESS).then().statusCode(403)
        .body("code", equalTo("forbidden")).body("message", containsString("use the admin token"));
  }

  @Test
  void withoutATokenItIsASentenceAndNoPopUp() {
    given().get(ADDRESS).then().statusCode(401).header("WWW-Authenticate", nullValue())
        .body("code", equalTo("unauthorized")).body("message", containsString("Authorization: Bearer TOKEN"));
    given().header("Authorization", "Basic " + AdminProfile.ADMIN).get(ADDRESS).then().statusCode(401)
        .header("WWW-Authenticate", nullValue());
    given().cookie("Authorization", AdminProfile.ADMIN).get(ADDRESS).then().statusCode(401);
    given().queryParam("token", AdminProfile.ADMIN).get(ADDRESS).then().statusCode(401);
  }

  @Test
  void otherSpellingsOfTheAddressOpenNothing() {
    for (var address : new String[] {"/admin/api/../api/checkpoints", "/admin//api/checkpoints",
        "/admin/api/checkpoints/", "/admin/%61pi/checkpoints", "/x/../admin/api/checkpoints"}) {
      var status = given().urlEncodingEnabled(false).get(address).statusCode();
      assertThat(status).as(address).isIn(401, 404, 400);
    }
  }

  @Test
  void aChangeNeedsTheHeaderThatOtherSitesCannotSend() {
    given().header("Authorization", "Bearer " + AdminProfile.ADMIN).contentType("application/json").body("{}")
        .post("/admin/api/power").then().statusCode(403).body("code", equalTo("cross-site"));
  }

  @Test
  void ratersTokensElsewhereAreNoneOfItsBusiness() {
    for (var i = 0; i < 20; i++) {
      given().header("Authorization", "Bearer wrong").get("/").then().statusCode(200);
    }
    given().header("Authorization", "Bearer " + AdminProfile.ADMIN).get(ADDRESS).then().statusCode(200);
  }

  @Test
  void wrongTokensAreRefusedAndThenTheAddressHasToWait() throws UnknownHostException {
    // Another address of this machine, so that other tests need not wait.
    var client = HttpClientConfig.httpClientConfig().setParam("http.route.local-address",
        InetAddress.getByName("127.0.0.2"));
    var stranger = RestAssuredConfig.config().httpClient(client);
    for (var i = 0; i < AdminProfile.WRONG_TOKENS; i++) {
      given().config(stranger).header("Authorization", "Bearer wrong-" + i).get(ADDRESS).then().statusCode(401)
          .header("WWW-Authenticate", nullValue()).body("code", equalTo("unauthorized"))
          .body("message", containsString("human-eval.admin-token"));
    }
    given().config(stranger).header("Authorization", "Bearer " + AdminProfile.ADMIN).get(ADDRESS).then().statusCode(429)
        .header("Retry-After", "60").body("code", equalTo("too-many"));
    given().header("Authorization", "Bearer " + AdminProfile.ADMIN).get(ADDRESS).then().statusCode(200);
  }
}
