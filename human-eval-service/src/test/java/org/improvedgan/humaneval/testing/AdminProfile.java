package org.improvedgan.humaneval.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** A service with tokens for the admin and for viewers. */
public final class AdminProfile implements QuarkusTestProfile {
  public static final String ADMIN = "admin-0123456789-0123456789-0123456789";
  public static final String VIEWER = "viewer-0123456789-0123456789-0123456789";
  public static final int WRONG_TOKENS = 5;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("human-eval.admin-token", ADMIN, "human-eval.viewer-token", VIEWER,
        "human-eval.limit.wrong-tokens-per-minute", String.valueOf(WRONG_TOKENS));
  }

  /** A request of the admin, with the header that the pages' scripts add. */
  public static RequestSpecification admin() {
    return as(ADMIN);
  }

  /** A request with this token. */
  public static RequestSpecification as(String token) {
    return RestAssured.given().header("Authorization", "Bearer " + token).header("X-Human-Eval", "1")
        .contentType(ContentType.JSON);
  }
}
