package org.improvedgan.humaneval.crowd;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.study.Study;

/** Finding raters and paying them over a platform's API. */
public interface Recruiter {

  /**
   * A number of places that is offered as a whole.
   *
   * @param postingId the platform's own id, MTurk's HIT id; null while it is not known whether the platform has it
   * @param environment where it is offered, such as {@code sandbox}
   * @param url where workers find it; null if that is not known
   * @param state as the platform calls it
   * @param available places that nobody took yet
   * @param pending places that somebody works at
   * @param done places that were reviewed
   */
  record Posting(String postingId, String environment, String url, String state, int places, int available, int pending,
      int done, Instant createdAt, Instant expiresAt) {
  }

  /**
   * What is offered.
   *
   * @param fundsLeft of the account, in the study's currency; null if the platform does not tell
   */
  record Postings(String environment, BigDecimal fundsLeft, List<Posting> postings) {
  }

  /**
   * How work is settled.
   *
   * @param approve pay what is finished
   * @param reject rules of the study, such as {@code gold}: work that broke one of them is not paid
   * @param bonus pay what right answers earn
   * @param dryRun only say what would be done
   */
  record Order(boolean approve, List<String> reject, boolean bonus, boolean dryRun) {
  }

  /**
   * What a settlement did, or would do.
   *
   * @param approved how much work was paid now
   * @param bonuses how many were sent now
   * @param paid rewards and bonuses of now, without fees
   * @param held work that was neither paid nor rejected, with the reason
   * @param unverified sessions whose worker the platform does not confirm; they are excluded
   */
  record Settlement(boolean dryRun, int approved, int rejected, int bonuses, BigDecimal paid, List<Held> held,
      List<UUID> unverified) {
  }

  /**
   * What became of one submission.
   *
   * @param session null where nobody began one with this submission's id
   * @param state submitted, approved or rejected, as of the last settlement
   * @param bonus null as long as none was decided
   * @param bonusSentAt null as long as it is not certain that it was sent
   */
  record Payment(String assignment, UUID session, String state, BigDecimal bonus, Instant bonusSentAt) {
  }

  /** Work that waits for a decision. */
  record Held(String assignment, UUID session, String reason) {
  }

  /**
   * Offers more places; finishes what an earlier call left unfinished first.
   *
   * @param places 0 to only finish
   * @param hours until nobody can begin any more
   * @throws org.improvedgan.humaneval.Refusal if the account cannot pay them, or the platform refuses
   */
  Postings publish(Study study, int places, int hours);

  /** Everything that was offered. */
  Postings postings(Study study);

  /** Adds places to a posting, or time, counted from now. */
  Posting extend(Study study, String postingId, int places, int hours);

  /** From now on nobody can begin; who has begun can finish. */
  Posting expire(Study study, String postingId);

  /** {@link #expire} for everything; again, it does nothing. */
  Postings expireAll(Study study);

  /** Checks who submitted, pays and rejects. What was done stays done: after an interruption, ask again. */
  Settlement settle(Study study, Order order);

  /** Every submission that a settlement saw. */
  List<Payment> payments(Study study);
}
