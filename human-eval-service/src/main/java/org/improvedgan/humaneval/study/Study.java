package org.improvedgan.humaneval.study;

import java.time.Instant;

/**
 * A stored study.
 *
 * @param studyId small letters, digits and hyphens, at most 64; part of its address
 * @param problem why it could not be prepared, one sentence; null if all is well
 * @param openedAt null until it first opened
 * @param closedAt null until it is closed
 */
public record Study(String studyId, StudySettings settings, State state, String problem, Instant createdAt,
    Instant openedAt, Instant closedAt) {

  /** The life of a study: draft, preparing, open and paused in turn, closed for good. */
  public enum State {
    /** Can be changed; nobody can take part. */
    DRAFT,
    /** Its images are drawn; opens by itself, or goes back to draft with a problem. */
    PREPARING,
    /** People can take part. */
    OPEN,
    /** Sessions that were begun go on, none begins. */
    PAUSED,
    /** No answer is taken any more. */
    CLOSED
  }
}
