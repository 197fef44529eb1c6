package org.improvedgan.checkpoints;

/** A checkpoint cannot be published or read; the message is one sentence. */
public final class CheckpointException extends RuntimeException {
  /** What to make of it. */
  public enum Reason {
    /** It was removed to make room for newer ones of its run. */
    PRUNED,
    /** Its bytes are not what its manifest promises; reading again will not help. */
    BROKEN,
    /** Another publisher has taken over this one's transactional id; this one must stop. */
    FENCED,
    /** Kafka does not answer; trying again later may help. */
    UNAVAILABLE
  }

  private final Reason reason;

  public CheckpointException(Reason reason, String message) {
    this(reason, message, null);
  }

  public CheckpointException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
