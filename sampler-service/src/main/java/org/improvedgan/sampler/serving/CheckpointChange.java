package org.improvedgan.sampler.serving;

import org.improvedgan.events.v1.CheckpointManifest;

/**
 * Something happened to a checkpoint.
 *
 * @param reason of a refusal, one sentence; else empty
 */
public record CheckpointChange(Kind kind, CheckpointManifest manifest, String reason) {

  /** What happened. */
  public enum Kind {
    /** It was loaded and verified. */
    SERVES,
    /** It cannot be sampled. */
    REFUSED,
    /** Its publisher removed it. */
    PRUNED,
    /** A score of it became known. */
    SCORED
  }
}
