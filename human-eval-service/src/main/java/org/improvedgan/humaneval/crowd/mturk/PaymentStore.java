package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.crowd.Recruiter;
import org.improvedgan.humaneval.outbox.Outbox;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What was submitted and paid, beside the sessions it belongs to. */
@ApplicationScoped
class PaymentStore {
  private final Jdbi jdbi;
  private final Outbox outbox;

  PaymentStore(Jdbi jdbi, Outbox outbox) {
    this.jdbi = jdbi;
    this.outbox = outbox;
  }

  /**
   * One assignment's payment as it is stored.
   *
   * @param bonus null as long as none was decided
   * @param bonusSentAt null with a bonus: it is not known whether Mechanical Turk has it
   */
  public record Payment(String assignment, UUID sessionId, String state, BigDecimal bonus, UUID bonusToken,
      Instant bonusSentAt) {
  }

  /**
   * Notes what Mechanical Turk says of an assignment.
   *
   * @param session null if none belongs to it
   */
  Payment seen(String study, String hit, String assignment, UUID session, String state) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        INSERT INTO crowd_payment (assignment, hit_id, study_id, session_id, state)
        VALUES (:assignment, :hit, :study, :session::uuid, :state)
        ON CONFLICT (assignment) DO UPDATE SET session_id = excluded.session_id, state = excluded.state
        RETURNING *""")
        .bind("assignment", assignment).bind("hit", hit).bind("study", study).bind("session", session)
        .bind("state", state).map(ConstructorMapper.of(Payment.class)).one());
  }

  Payment find(String assignment) {
    return jdbi.withHandle(handle -> handle.createQuery(
        "SELECT * FROM crowd_payment WHERE assignment = :assignment")
        .bind("assignment", assignment).map(ConstructorMapper.of(Payment.class)).one());
  }

  /** Fixes a bonus and its token, or gives those that were fixed before. */
  Payment fixBonus(String assignment, BigDecimal bonus) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        UPDATE crowd_payment SET bonus = coalesce(bonus, :bonus), bonus_token = coalesce(bonus_token, gen_random_uuid())
        WHERE assignment = :assignment
        RETURNING *""")
        .bind("bonus", bonus).bind("assignment", assignment).map(ConstructorMapper.of(Payment.class)).one());
  }

  void bonusSent(String assignment) {
    jdbi.useHandle(handle -> handle.createUpdate("""
        UPDATE crowd_payment SET bonus_sent_at = now() WHERE assignment = :assignment AND bonus_sent_at IS NULL""")
        .bind("assignment", assignment).execute());
  }

  List<Recruiter.Payment> of(String study) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT assignment, session_id AS session, state, bonus, bonus_sent_at FROM crowd_payment
        WHERE study_id = :study ORDER BY assignment""")
        .bind("study", study).map(ConstructorMapper.of(Recruiter.Payment.class)).list());
  }

  /**
   * Finished sessions that no submitted assignment confirms, though none can be submitted any more.
   *
   * @param environment where the assignments were looked for
   * @param longest time from accepting an assignment to submitting it
   */
  List<UUID> neverSubmitted(String study, String environment, Duration longest) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT session_id FROM session
        WHERE study_id = :study AND platform = 'mturk' AND state = 'finished'
          AND started_at < :before
          AND NOT EXISTS (SELECT FROM crowd_payment WHERE crowd_payment.session_id = session.session_id)
          AND NOT EXISTS (SELECT FROM crowd_hit WHERE hit_id = arrival ->> 'hitId' AND environment <> :environment)
        ORDER BY started_at""")
        .bind("study", study).bind("environment", environment).bind("before", Instant.now().minus(longest))
        .mapTo(UUID.class).list());
  }

  /** Excludes sessions, once each; then the study's totals are told again. */
  void exclude(String study, Collection<UUID> sessions, String rule) {
    jdbi.useTransaction(handle -> {
      var excluded = handle.createUpdate("""
          UPDATE session SET exclusions = array_append(exclusions, :rule)
          WHERE session_id = ANY (:sessions) AND NOT :rule = ANY (exclusions)""")
          .bind("rule", rule).bindArray("sessions", UUID.class, sessions).execute();
      if (excluded > 0) {
        outbox.addRecount(handle, study);
      }
    });
  }
}
