package org.improvedgan.humaneval;

/** A request that cannot be served, with one sentence for the person who sent it. */
public final class Refusal extends RuntimeException {

  /** Why, as HTTP status and as a code that a script can act on. */
  public enum Reason {
    MALFORMED(400, "malformed"),
    UNAUTHORIZED(401, "unauthorized"),
    FORBIDDEN(403, "forbidden"),
    ADMIN_CLOSED(403, "admin-closed"),
    FOREIGN(403, "foreign"),
    CROSS_SITE(403, "cross-site"),
    UNKNOWN(404, "unknown"),
    CONFLICT(409, "conflict"),
    FULL(409, "full"),
    TAKEN_PART(409, "taken-part"),
    PAUSED(409, "paused"),
    CLOSED(409, "closed"),
    BY_HAND(409, "by-hand"),
    NOT_CONFIGURED(409, "not-configured"),
    EXPIRED(410, "expired"),
    TOO_MANY(429, "too-many"),
    PLATFORM(502, "platform"),
    NO_CHECKPOINT(503, "no-checkpoint"),
    UNAVAILABLE(503, "unavailable");

    private final int status;
    private final String code;

    Reason(int status, String code) {
      this.status = status;
      this.code = code;
    }

    public int status() {
      return status;
    }

    public String code() {
      return code;
    }
  }

  private final Reason reason;

  public Refusal(Reason reason, String sentence) {
    this(reason, sentence, null);
  }

  public Refusal(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
