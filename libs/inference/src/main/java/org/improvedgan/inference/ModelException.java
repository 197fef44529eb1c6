package org.improvedgan.inference;

/** A model cannot be used. The message is one sentence for people that says what is wrong with it. */
public final class ModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of fault it is; programs count by it. */
  public enum Reason {
    /** It is no model, or takes, gives or does something else than is needed. */
    UNUSABLE,
    /** Its file is larger than may be. */
    TOO_LARGE,
    /** Its weights lie in another file. */
    EXTERNAL_DATA,
    /** It needs more memory than it may take. */
    MEMORY,
    /** It needs more time than it may take, or its time has no limit. */
    TIME,
    /** It holds or makes numbers that are not finite. */
    NOT_FINITE,
    /** It ends the process that runs it. */
    CRASH
  }

  private final Reason reason;

  public ModelException(String message) {
    this(Reason.UNUSABLE, message, null);
  }

  public ModelException(String message, Throwable cause) {
    this(Reason.UNUSABLE, message, cause);
  }

  public ModelException(Reason reason, String message) {
    this(reason, message, null);
  }

  private ModelException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
