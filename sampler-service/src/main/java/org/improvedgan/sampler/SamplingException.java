package org.improvedgan.sampler;

/** A request cannot be served. The message is one sentence for whoever asked. */
public final class SamplingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What whoever asked can do about it. */
  public enum Kind {
    /** Ask for something else: a field is out of range. */
    INVALID,
    /** Ask for another checkpoint: there is none of this name, or it was pruned. */
    NOT_FOUND,
    /** Ask for another checkpoint: this one's generator cannot be used. */
    REFUSED,
    /** Try again later: too many others are asking. */
    BUSY,
    /** Try again later: nothing serves yet, or Kafka does not answer. */
    UNAVAILABLE
  }

  private final Kind kind;

  public SamplingException(Kind kind, String message) {
    this(kind, message, null);
  }

  public SamplingException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
