package org.improvedgan.evaluator.sampler;

/** The sampler will not give a checkpoint's images, and asking again would not help. The message is one sentence. */
public final class SamplerException extends RuntimeException {

  /** Why. */
  public enum Reason {
    /** The checkpoint was pruned: nobody can sample it any more. */
    PRUNED,
    /** The sampler refuses it, or sent what does not fit its manifest. */
    REFUSED
  }

  private final Reason reason;

  public SamplerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
