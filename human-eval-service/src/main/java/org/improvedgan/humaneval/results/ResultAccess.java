package org.improvedgan.humaneval.results;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;

/**
 * Who may see what of a study's outcome. Admins and viewers see everything at any time; everybody else what the study
 * makes public, and of that nothing that would tell a rater the truth before the study does.
 */
@ApplicationScoped
public class ResultAccess {
  private static final Set<String> ROLES = Set.of("admin", "viewer");

  private final SecurityIdentity identity;

  ResultAccess(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** @throws Refusal unless the asker may see the rates */
  public void requireRates(Study study) {
    require(study.settings().publicResults(), "The results of this study are not public");
  }

  /** As {@link #requireRates}; single judgements would tell raters without feedback the truth. */
  public void requireJudgements(Study study) {
    requireRates(study);
    require(closed(study) || study.settings().arms().stream().allMatch(Arm::feedback),
        "The judgements of this study become public when it is closed");
  }

  /** As {@link #requireRates}; an image that was seen with its truth cannot be judged any more. */
  public void requireImages(Study study) {
    requireRates(study);
    require(closed(study), "The images of this study become public when it is closed");
  }

  private void require(boolean open, String why) {
    if (!open && identity.getRoles().stream().noneMatch(ROLES::contains)) {
      throw new Refusal(Reason.UNAUTHORIZED, why + ": send the service's admin or viewer token as the header"
          + " Authorization: Bearer TOKEN.");
    }
  }

  private static boolean closed(Study study) {
    return study.state() == Study.State.CLOSED;
  }
}
