package org.improvedgan.humaneval.crowd.mturk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.TestStudies;
import org.improvedgan.humaneval.testing.mturk.FakeAssignment;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk;
import org.improvedgan.humaneval.testing.mturk.MTurkAdmin;
import org.improvedgan.humaneval.testing.mturk.MTurkTest;
import org.improvedgan.humaneval.testing.mturk.MTurkWorker;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From publishing to paying, with workers who do as they should and others who do not. */
@MTurkTest
class MTurkCycleTest {
  private static final String SETTINGS = """
      {"platform": "mturk", "imagesPerRater": 24, "imagesPerPage": 12, "columns": 4, "poolSize": 48,
       "sessionMinutes": 60, "attentionChecks": %d, "arms": [{"name": "plain", "feedback": false}],
       "payment": {"currency": "USD", "base": 1.00, "perCorrect": 0.05, "budget": 0}}""";

  FakeMTurk mturk;
  @Inject
  TestStudies studies;
  @Inject
  Jdbi jdbi;

  private MTurkAdmin admin;

  @BeforeEach
  void forget() {
    mturk.forgetCalls();
    mturk.balance("10000.00");
  }

  @Test
  void theWholeCycle() {
    var study = open(0);
    var hit = admin.publish(3).get(0);
    var question = mturk.hit(hit);
    assertThat(question.page()).isEqualTo("https://rate.example.org/s/" + study);
    assertThat(question.request().path("Reward").asText()).isEqualTo("1.00");
    assertThat(question.maxAssignments()).isEqualTo(3);

    var worker = worker();
    new Browser(study, MTurkWorker.query(worker.preview(hit))).begin().then().statusCode(200)
        .body("preview", equalTo(true));
    assertThat(rows("rater", study) + rows("session", study)).as("a preview stores nothing").isZero();

    var query = MTurkWorker.query(worker.accept(hit));
    var browser = new Browser(study, query);
    browser.finish(true);
    var reloaded = new Browser(study, query);
    assertThat(reloaded.begin().then().statusCode(200).extract().jsonPath().getString("state")).isEqualTo("finished");
    assertThat(browser.cookie()).as("no cookie in a frame").isNull();
    assertThat(rows("session", study)).isEqualTo(1);

    var assignment = query.get("assignmentId");
    submit(worker, browser).then().statusCode(200);
    submit(worker, browser).then().statusCode(400);
    assertThat(mturk.assignment(assignment).answers()).containsOnlyKeys("session");

    var before = mturk.balance();
    var right = right(study);
    var bonus = new BigDecimal("0.05").multiply(BigDecimal.valueOf(right));
    assertThat(right).as("all said to be generated, half of them are").isPositive();
    assertThat(admin.settle("{\"dryRun\": true}").getInt("approved")).isEqualTo(1);
    assertThat(mturk.assignment(assignment).state()).isEqualTo(FakeAssignment.State.SUBMITTED);
    var settled = admin.settle("{}");
    assertThat(settled.getInt("approved")).isEqualTo(1);
    assertThat(settled.getInt("bonuses")).isEqualTo(1);
    assertThat(new BigDecimal(settled.getString("paid"))).isEqualByComparingTo(bonus.add(BigDecimal.ONE));
    assertThat(settled.getList("unverified")).isEmpty();
    var again = admin.settle("{}");
    assertThat(List.of(again.getInt("approved"), again.getInt("bonuses"))).containsExactly(0, 0);

    assertThat(mturk.assignment(assignment).state()).isEqualTo(FakeAssignment.State.APPROVED);
    assertThat(mturk.assignment(assignment).bonuses()).extracting(FakeAssignment.Bonus::amount).containsExactly(bonus);
    assertThat(before.subtract(mturk.balance())).as("bonus and a fifth").isEqualByComparingTo(
        bonus.add(bonus.multiply(new BigDecimal("0.2")).setScale(2, RoundingMode.HALF_UP)));
    admin.get("payments").then().body("state", contains("approved")).body("bonusSentAt", hasSize(1));
    assertThat(everythingStored()).as("a worker's id is stored nowhere").doesNotContain(worker.id());
  }

  @Test
  void onePersonCannotRateTwiceAcrossHits() {
    var study = open(0);
    var hits = admin.publish(18);
    assertThat(hits).hasSize(2);
    var worker = worker();
    new Browser(study, MTurkWorker.query(worker.accept(hits.get(0)))).finish(true);
    new Browser(study, MTurkWorker.query(worker.accept(hits.get(1)))).begin().then().statusCode(409)
        .body("code", equalTo("taken-part")).body("message", containsString("please return this one"));
  }

  @Test
  void whoMadeUpAnAssignmentOrAWorkerIsExcluded() {
    var study = open(0);
    var hit = admin.publish(3).get(0);
    var honest = worker();
    var query = MTurkWorker.query(honest.accept(hit));
    var browser = new Browser(study, query);
    browser.finish(true);
    submit(honest, browser).then().statusCode(200);

    var liar = worker();
    var taken = new HashMap<>(MTurkWorker.query(liar.accept(hit)));
    taken.put("workerId", "A" + UUID.randomUUID().toString().replace("-", "").toUpperCase().substring(0, 13));
    var disguised = new Browser(study, taken);
    disguised.finish(true);
    submit(liar, disguised).then().statusCode(200);

    var invented = Map.of("assignmentId", "3INVENTED", "workerId", "AINVENTED",
        "hitId", hit, "turkSubmitTo", mturk.address());
    var forged = new Browser(study, invented);
    forged.finish(true);

    var first = admin.settle("{}");
    assertThat(first.getInt("approved")).isEqualTo(1);
    assertThat(first.getList("unverified")).as("the invented one may still be submitted").hasSize(1);
    assertThat(first.getList("held.reason", String.class)).singleElement().asString().contains("another worker's id");
    jdbi.useHandle(handle -> handle.execute("UPDATE session SET started_at = now() - interval '3 hours'"
        + " WHERE study_id = ?", study));
    assertThat(admin.settle("{}").getList("unverified")).hasSize(2);
    assertThat(exclusions(study)).containsExactlyInAnyOrder(List.of(), List.of("unverified"), List.of("unverified"));
    assertThat(admin.settle("{\"reject\": [\"unverified\"]}").getInt("rejected")).isEqualTo(1);
    assertThat(mturk.assignment(taken.get("assignmentId")).feedback()).contains("another worker's id");
    assertThat(mturk.assignment(taken.get("assignmentId")).bonuses()).isEmpty();
  }

  @Test
  void workIsRejectedForRulesOfTheStudyAndOnlyWhenAsked() {
    var study = open(1);
    var hit = admin.publish(3).get(0);
    var careless = worker();
    var query = MTurkWorker.query(careless.accept(hit));
    var browser = new Browser(study, query);
    browser.begin();
    jdbi.useHandle(handle -> handle.execute("UPDATE page SET attention_wanted = false FROM session"
        + " WHERE kind = 'attention' AND page.session_id = session.session_id AND study_id = ?", study));
    browser.finish(true);
    submit(careless, browser).then().statusCode(200);
    var empty = worker();
    var unused = MTurkWorker.query(empty.accept(hit)).get("assignmentId");
    empty.submit(mturk.address() + "/mturk/externalSubmit", Map.of("assignmentId", unused, "x", "y"));

    admin.post("settlement", "{\"reject\": [\"gold\"]}").then().statusCode(400)
        .body("message", containsString("no rule \"gold\""));
    admin.post("settlement", "{\"reject\": [\"ugly\"]}").then().statusCode(400)
        .body("message", containsString("attention, gold"));
    var dry = admin.settle("{\"dryRun\": true}");
    assertThat(List.of(dry.getInt("approved"), dry.getInt("rejected"))).containsExactly(1, 0);
    assertThat(dry.getList("held.assignment")).containsExactly(unused);
    var settled = admin.settle("{\"reject\": [\"attention\", \"unfinished\"]}");
    assertThat(settled.getInt("rejected")).isEqualTo(2);
    assertThat(mturk.assignment(query.get("assignmentId")).feedback()).contains("which answer to give");
    assertThat(mturk.assignment(unused).state()).isEqualTo(FakeAssignment.State.REJECTED);
    jdbi.useHandle(handle -> handle.execute("UPDATE session SET started_at = now() - interval '3 hours'"
        + " WHERE study_id = ?", study));
    assertThat(admin.settle("{}").getList("unverified")).as("rejected, and yet genuine").isEmpty();
    assertThat(mturk.assignment(query.get("assignmentId")).bonuses()).isEmpty();
  }

  @Test
  void hitsExpireAreExtendedAndEndWithTheStudy() {
    open(0);
    var hit = admin.publish(2).get(0);
    assertThat(admin.post("hits/" + hit + "/extend", "{\"places\": 3, \"hours\": 100}").then().statusCode(200).extract()
        .jsonPath().getInt("places")).isEqualTo(5);
    assertThat(mturk.hit(hit).expiration()).isAfter(Instant.now().plus(Duration.ofHours(99)));
    admin.post("hits/" + hit + "/extend", "{\"places\": 5}").then().statusCode(400)
        .body("message", containsString("publish 5 places anew"));
    worker().accept(hit);
    admin.post("hits/" + hit + "/expire", "{}").then().statusCode(200).body("state", equalTo("Unassignable"))
        .body("pending", equalTo(1));
    worker().tryToAccept(hit).then().statusCode(409);

    var others = admin.publish(10);
    assertThat(others).hasSize(3);
    admin.post("hits/expire", "{}").then().statusCode(200).body("postings", hasSize(3));
    admin.post("hits/expire", "{}").then().statusCode(200);
    others.forEach(other -> worker().tryToAccept(other).then().statusCode(409));
    admin.get("hits").then().statusCode(200).body("postings.postingId", equalTo(others))
        .body("postings.environment", everyItem(equalTo(mturk.address())));
  }

  private String open(int attentionChecks) {
    var study = studies.open(SETTINGS.formatted(attentionChecks));
    admin = new MTurkAdmin(study);
    return study;
  }

  private MTurkWorker worker() {
    return new MTurkWorker(mturk, "A" + UUID.randomUUID().toString().replace("-", "").toUpperCase().substring(0, 13));
  }

  private static Response submit(MTurkWorker worker, Browser browser) {
    var session = browser.session();
    assertThat(session.getString("completion.kind")).isEqualTo("post");
    return worker.submit(session.getString("completion.url"), session.getMap("completion.fields"));
  }

  private int rows(String table, String study) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table + " WHERE study_id = :study")
        .bind("study", study).mapTo(int.class).one());
  }

  private int right(String study) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT count(*) FROM judgement JOIN trial USING (page_id, position) JOIN stimulus USING (stimulus_id)
          JOIN page USING (page_id) JOIN session USING (session_id)
        WHERE session.study_id = :study AND judged_generated = generated""")
        .bind("study", study).mapTo(int.class).one());
  }

  private List<List<String>> exclusions(String study) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT exclusions FROM session WHERE study_id = :study")
        .bind("study", study).map((row, context) -> List.of((String[]) row.getArray(1).getArray())).list());
  }

  private String everythingStored() {
    return jdbi.withHandle(handle -> String.join("\n", handle.createQuery("""
        SELECT to_jsonb(session)::text FROM session UNION ALL SELECT to_jsonb(rater)::text FROM rater
        UNION ALL SELECT to_jsonb(crowd_hit)::text FROM crowd_hit
        UNION ALL SELECT to_jsonb(crowd_payment)::text FROM crowd_payment""").mapTo(String.class).list()));
  }
}
