package org.improvedgan.humaneval.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.storage.SignedIds;

/** What a rater's page shows to prove whose session it works on. */
@ApplicationScoped
public class SessionTokens {
  private static final String PURPOSE = "session-token";

  private final SignedIds signed;

  SessionTokens(SignedIds signed) {
    this.signed = signed;
  }

  public String issue(UUID sessionId) {
    return signed.issue(PURPOSE, sessionId);
  }

  /**
   * The session that {@code token} names.
   *
   * @throws Refusal if there is no token, or this service did not issue it
   */
  public UUID verify(String token) {
    return signed.verify(PURPOSE, token).orElseThrow(() -> new Refusal(Reason.FOREIGN,
        "This request names no session of this service: open the study's page again by the address that you were given."));
  }
}
