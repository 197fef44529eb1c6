package org.improvedgan.humaneval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.FakeSamplerResource;
import org.improvedgan.humaneval.testing.PostgresResource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Without Kafka, with strict limits, and in the end without the database. */
@QuarkusTest
@TestProfile(ScarcityTest.Scarce.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeSamplerResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScarcityTest {

  /** Nobody listens on port 1. */
  public static final class Scarce implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("kafka.bootstrap.servers", "localhost:1", "human-eval.relay.timeout", "1s",
          "human-eval.limit.sessions-per-hour", "2", "human-eval.limit.raters-per-minute", "2",
          "human-eval.secret", "a secret of at least thirty-two characters",
          "quarkus.datasource.jdbc.acquisition-timeout", "1",
          // What is logged here is what the test provokes.
          "quarkus.log.level", "OFF");
    }
  }

  PostgresResource postgres;
  @Inject
  Jdbi jdbi;

  @Test
  @Order(1)
  void ratersGoOnWithoutKafkaUpToTheLimitsAndTheirRatingsWait() {
    var first = new Browser();
    first.judgeAll(true).then().statusCode(200);
    first.judgeAll(false).then().statusCode(200);
    first.begin().then().statusCode(429).header("Retry-After", "60").body("code", equalTo("too-many"));
    new Browser().judgeAll(true).then().statusCode(200);
    new Browser().begin().then().statusCode(429).body("code", equalTo("too-many"));

    given().get("/q/health/ready").then().statusCode(200);
    assertThat(count("outbox")).isEqualTo(3);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
        assertThat(given().get("/q/metrics").asString()).contains("human_eval_outbox_waiting 3.0"));
    assertThat(count("outbox")).isEqualTo(3);
    assertThat(count("secret")).as("the configured secret is used").isZero();
  }

  @Test
  @Order(2)
  void withoutTheDatabaseItIsNotReadyAndSaysSo() {
    postgres.stop();
    new Browser().begin().then().statusCode(503).header("Retry-After", "5").body("code", equalTo("unavailable"));
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
        given().get("/q/health/ready").then().statusCode(503).body("status", equalTo("DOWN")));
  }

  private int count(String table) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(int.class).one());
  }
}
