package org.improvedgan.humaneval.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One rater's work in one study.
 *
 * @param platform where the rater came from, in small letters
 * @param assignment the platform's id of this place; null where it has none
 * @param arrival what the platform's entry said that the end needs
 * @param seenAt last sign of life
 * @param finishedAt null while it is not over
 * @param exclusions rules that it broke; empty: it counts in every number
 */
public record Session(UUID sessionId, String studyId, UUID raterId, String arm, UUID poolId, State state,
    String platform, String assignment, Map<String, String> arrival, Instant startedAt, Instant seenAt,
    Instant finishedAt, List<String> exclusions) {

  /** The life of a session. */
  public enum State {
    /** The rater is at work. */
    ACTIVE,
    /** Every page is answered. */
    FINISHED,
    /** Nothing was heard for too long; the place was given away. */
    ABANDONED,
    /** The rater took everything back. */
    WITHDRAWN,
    /** The qualification was failed. */
    DISQUALIFIED
  }
}
