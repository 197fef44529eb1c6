package org.improvedgan.humaneval.crowd.mturk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.TestStudies;
import org.improvedgan.humaneval.testing.mturk.FakeAssignment.State;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk.Fault;
import org.improvedgan.humaneval.testing.mturk.MTurkAdmin;
import org.improvedgan.humaneval.testing.mturk.MTurkTest;
import org.improvedgan.humaneval.testing.mturk.MTurkWorker;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money is spent once, whatever breaks in between. */
@MTurkTest
class MTurkFaultsTest {
  FakeMTurk mturk;
  @Inject
  TestStudies studies;
  @Inject
  Jdbi jdbi;

  private MTurkAdmin admin;
  private String study;

  @BeforeEach
  void open() {
    mturk.forgetCalls();
    mturk.balance("10000.00");
    // So many images that calling all of them generated is practically never wrong for each of them.
    study = studies.open("""
        {"platform": "mturk", "imagesPerRater": 20, "imagesPerPage": 20, "columns": 5, "poolSize": 40,
         "arms": [{"name": "plain", "feedback": false}],
         "payment": {"currency": "USD", "base": 1.00, "perCorrect": 0.01, "budget": 0}}""");
    admin = new MTurkAdmin(study);
  }

  @Test
  void aHitWhoseAnswerIsLostIsMadeOnce() {
    mturk.fail("CreateHIT", Fault.ANSWER_LOST);
    var ids = admin.publish(3);
    assertThat(ids).hasSize(1);
    assertThat(hits()).as("made once, and found by its annotation").containsExactlyElementsOf(ids);
    assertThat(mturk.calls("CreateHIT")).isEqualTo(2);
  }

  @Test
  void aPublicationThatWasInterruptedGoesOn() {
    mturk.fail("CreateHIT", Fault.ANSWER_LOST, Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.UNAVAILABLE,
        Fault.UNAVAILABLE, Fault.UNAVAILABLE);
    admin.post("hits", "{\"places\": 18}").then().statusCode(503).body("message", containsString("try again later"));
    admin.get("hits").then().body("postings.state", equalTo(List.of("Unfinished")));
    mturk.forgetCalls();
    var ids = admin.publish(0);
    assertThat(ids).as("the second HIT was never asked for").hasSize(1).doesNotContainNull();
    assertThat(hits()).containsExactlyElementsOf(ids);
  }

  @Test
  void evenADayLaterWhenTheTokenIsForgotten() {
    var id = admin.publish(3).get(0);
    jdbi.useHandle(handle -> handle.execute(
        "UPDATE crowd_hit SET hit_id = NULL, created_at = now() - interval '25 hours' WHERE hit_id = ?", id));
    mturk.advance(Duration.ofHours(25));
    assertThat(admin.publish(0)).containsExactly(id);
    assertThat(hits()).containsExactly(id);
  }

  @Test
  void whatWasNeverMadeIsNotMadeOnlyToEndIt() {
    var id = admin.publish(3).get(0);
    jdbi.useHandle(handle -> handle.execute("UPDATE crowd_hit SET hit_id = NULL WHERE hit_id = ?", id));
    jdbi.useHandle(handle -> handle.execute("""
        INSERT INTO crowd_hit (token, study_id, environment, places, expires_at)
        VALUES (gen_random_uuid(), ?, ?, 3, now() + interval '1 day')""", study, mturk.address()));
    admin.post("hits/expire", "{}").then().statusCode(200).body("postings.postingId", equalTo(List.of(id)));
    assertThat(hits()).containsExactly(id);
    new MTurkWorker(mturk, "ASOMEBODY").tryToAccept(id).then().statusCode(409);
  }

  @Test
  void placesAreAddedOnceThoughTheAnswerIsLost() {
    var id = admin.publish(2).get(0);
    mturk.fail("CreateAdditionalAssignmentsForHIT", Fault.ANSWER_LOST);
    mturk.fail("UpdateExpirationForHIT", Fault.ANSWER_LOST);
    admin.post("hits/" + id + "/extend", "{\"places\": 3, \"hours\": 50}").then().statusCode(200)
        .body("places", equalTo(5));
    assertThat(mturk.hit(id).maxAssignments()).isEqualTo(5);
  }

  @Test
  void anEmptyAccountIsNoticedBeforeAnythingIsPublished() {
    mturk.balance("4.31");
    admin.post("hits", "{\"places\": 3}").then().statusCode(502).body("code", equalTo("platform"))
        .body("message", equalTo("The account has 4.31 USD left, and 3 places may cost 4.32 USD with bonuses and fees: "
            + "prepay more, or publish fewer places."));
    assertThat(mturk.calls("CreateHIT")).isZero();
    mturk.balance("4.32");
    assertThat(admin.publish(3)).hasSize(1);
  }

  @Test
  void throttlingAndServerErrorsDoNotStopASettlement() {
    var assignment = submitted();
    mturk.fail("ListAssignmentsForHIT", Fault.THROTTLED, Fault.SERVICE_FAULT);
    mturk.fail("ApproveAssignment", Fault.ANSWER_LOST);
    mturk.fail("SendBonus", Fault.UNAVAILABLE, Fault.ANSWER_LOST, Fault.THROTTLED);
    var settled = admin.settle("{}");
    assertThat(List.of(settled.getInt("approved"), settled.getInt("bonuses"))).containsExactly(1, 1);
    assertThat(mturk.assignment(assignment).state()).isEqualTo(State.APPROVED);
    assertThat(mturk.assignment(assignment).bonuses()).hasSize(1);
  }

  @Test
  void aBonusIsSentOnceThoughTheServiceDiedBeforeItNotedThat() {
    var assignment = submitted();
    admin.settle("{}");
    jdbi.useHandle(handle -> handle.execute(
        "UPDATE crowd_payment SET bonus_sent_at = NULL WHERE assignment = ?", assignment));
    assertThat(admin.settle("{}").getInt("bonuses")).isZero();
    assertThat(mturk.assignment(assignment).bonuses()).hasSize(1);

    // Long after Mechanical Turk has forgotten the token.
    jdbi.useHandle(handle -> handle.execute(
        "UPDATE crowd_payment SET bonus_sent_at = NULL WHERE assignment = ?", assignment));
    mturk.advance(Duration.ofHours(25));
    admin.settle("{}");
    assertThat(mturk.assignment(assignment).bonuses()).hasSize(1);
    admin.get("payments").then().body("bonusSentAt", everyItem(notNullValue()));
  }

  @Test
  void aBonusThatWasNotSentBeforeTheServiceDiedIsSent() {
    var assignment = submitted();
    mturk.fail("SendBonus", Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.UNAVAILABLE,
        Fault.UNAVAILABLE);
    admin.post("settlement", "{}").then().statusCode(503);
    assertThat(mturk.assignment(assignment).bonuses()).isEmpty();
    assertThat(admin.settle("{}").getInt("bonuses")).isEqualTo(1);
    assertThat(mturk.assignment(assignment).bonuses()).hasSize(1);
  }

  @Test
  void workThatNobodyReviewedIsPaidByMechanicalTurkAndGetsItsBonus() {
    var assignment = submitted();
    mturk.advance(Duration.ofHours(73));
    var settled = admin.settle("{}");
    assertThat(List.of(settled.getInt("approved"), settled.getInt("bonuses"))).containsExactly(0, 1);
    admin.get("payments").then().body("state", equalTo(List.of("approved")));
    assertThat(mturk.assignment(assignment).bonuses()).hasSize(1);
  }

  @Test
  void moreWorkThanAPageOfTheListHolds() {
    jdbi.useHandle(handle -> handle.execute("""
        UPDATE study SET settings = jsonb_set(settings, '{mturk,assignmentsPerHit}', '30')
        WHERE study_id = ?""", study));
    var hit = admin.publish(23).get(0);
    for (var i = 0; i < 23; i++) {
      work(hit);
    }
    assertThat(admin.settle("{\"bonus\": false}").getInt("approved")).isEqualTo(23);
    assertThat(mturk.calls("ListAssignmentsForHIT")).isEqualTo(3);
  }

  private String submitted() {
    return work(admin.publish(3).get(0));
  }

  /** One worker from accepting to submitting; gives the assignment's id. */
  private String work(String hit) {
    var worker = new MTurkWorker(mturk, "A" + UUID.randomUUID().toString().replace("-", "").toUpperCase());
    var query = MTurkWorker.query(worker.accept(hit));
    var browser = new Browser(study, query);
    browser.finish(true);
    var session = browser.session();
    worker.submit(session.getString("completion.url"), session.getMap("completion.fields")).then().statusCode(200);
    return query.get("assignmentId");
  }

  /** Of this test's study, as Mechanical Turk has them. */
  private List<String> hits() {
    return mturk.hits().stream().filter(hit -> hit.page().endsWith("/s/" + study)).map(hit -> hit.id()).toList();
  }
}
