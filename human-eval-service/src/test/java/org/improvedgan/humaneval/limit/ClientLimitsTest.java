package org.improvedgan.humaneval.limit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.junit.jupiter.api.Test;

/** Whoever asks too much has to wait, and nobody else. Each test comes from an address of its own. */
@HumanEvalTest
@TestProfile(ClientLimitsTest.Narrow.class)
class ClientLimitsTest {

  /** Three of each a minute. */
  public static final class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("human-eval.limit.address.enabled", "true", "human-eval.limit.address.sessions-per-minute", "3",
          "human-eval.limit.address.answers-per-minute", "3", "human-eval.limit.address.failures-per-minute", "3");
    }
  }

  @Test
  void sessionsAreLimited() {
    for (var i = 0; i < 3; i++) {
      begin("127.0.0.3").then().statusCode(200);
    }
    begin("127.0.0.3").then().statusCode(429).header("Retry-After", matchesPattern("[1-9]\\d?"))
        .header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff")
        .body("code", equalTo("too-many")).body("message", matchesPattern("Too many .* seconds?\\."));
    begin("127.0.0.4").then().statusCode(200);
    from("127.0.0.3").get("/api/studies/open").then().statusCode(200);
  }

  @Test
  void answersAreLimited() {
    for (var i = 0; i < 3; i++) {
      answer("127.0.0.5").then().statusCode(400);
    }
    answer("127.0.0.5").then().statusCode(429);
    answer("127.0.0.6").then().statusCode(400);
  }

  @Test
  void guessingIsLimitedAndPagesStayOpen() {
    for (var i = 0; i < 3; i++) {
      from("127.0.0.7").get("/images/guess-" + i).then().statusCode(404);
    }
    from("127.0.0.7").get("/images/guess-4").then().statusCode(429);
    from("127.0.0.7").header("Authorization", "Bearer x").get("/api/session").then().statusCode(429);
    from("127.0.0.7").get("/").then().statusCode(200);
    from("127.0.0.8").get("/images/guess-5").then().statusCode(404);
  }

  @Test
  void anAddressThatIsOnlyClaimedCountsForNothing() {
    for (var i = 0; i < 3; i++) {
      from("127.0.0.9").header("X-Forwarded-For", "192.0.2." + i).header("Forwarded", "for=192.0.2." + i)
          .get("/images/guess-" + i).then().statusCode(404);
    }
    from("127.0.0.9").header("X-Forwarded-For", "192.0.2.9").get("/images/guess").then().statusCode(429);
  }

  private static Response begin(String address) {
    return from(address).header("X-Human-Eval", "1").contentType("application/json").body("{}")
        .post("/api/studies/open/sessions");
  }

  /** A body that is none, so that it is not a failed token that ends the series. */
  private static Response answer(String address) {
    return from(address).header("X-Human-Eval", "1").contentType("application/json").body("[")
        .post("/api/pages/x/answers");
  }

  private static RequestSpecification from(String address) {
    try {
      return given().config(RestAssuredConfig.config().httpClient(HttpClientConfig.httpClientConfig()
          .setParam("http.route.local-address", InetAddress.getByName(address))));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
