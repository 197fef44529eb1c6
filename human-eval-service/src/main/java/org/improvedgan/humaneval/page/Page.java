package org.improvedgan.humaneval.page;

import java.time.Instant;
import java.util.UUID;

/**
 * A stored page. It holds no label: those lie with the images and are read only when the answers are locked.
 *
 * @param number from 1, in the order in which the rater sees them
 * @param feedback whether the rater learns the truth once the answers are locked
 * @param exposedAt when a page of limited exposure was shown; null before, and where there is no limit
 * @param submittedAt null while it is open
 * @param attentionWanted the answer that an attention check asks for; null on every other page
 */
public record Page(UUID pageId, UUID sessionId, int number, Kind kind, boolean feedback, Instant exposedAt,
    Instant submittedAt, Boolean attentionWanted) {

  /** What a page is for. */
  public enum Kind {
    /** Shows what is asked; counts for nothing. */
    PRACTICE,
    /** Sorts out raters. */
    QUALIFICATION,
    /** Counts. */
    MAIN,
    /** Says which answer to give, and shows no image. */
    ATTENTION
  }

  public boolean open() {
    return submittedAt == null;
  }
}
