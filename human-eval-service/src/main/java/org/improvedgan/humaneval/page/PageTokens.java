package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.storage.SignedIds;

/** What names a page to its rater. A page can be answered once: its token is used up then. */
@ApplicationScoped
public class PageTokens {
  private static final String PURPOSE = "page-token";

  private final SignedIds signed;

  PageTokens(SignedIds signed) {
    this.signed = signed;
  }

  public String issue(UUID pageId) {
    return signed.issue(PURPOSE, pageId);
  }

  /**
   * The page that {@code token} names.
   *
   * @throws Refusal if this service did not issue it
   */
  public UUID verify(String token) {
    return signed.verify(PURPOSE, token).orElseThrow(PageTokens::unknown);
  }

  static Refusal unknown() {
    return new Refusal(Reason.UNKNOWN, "There is no such page; please open the study's page again.");
  }
}
