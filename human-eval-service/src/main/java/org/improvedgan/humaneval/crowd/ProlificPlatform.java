package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * Prolific, and every panel that appends its participant's id to the study's address and expects a code or a visit to
 * an address at the end.
 */
@ApplicationScoped
class ProlificPlatform implements CrowdPlatform {
  private static final String SUBMISSION = "SESSION_ID";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@-]{1,128}");
  private static final Recruiter BY_HAND = new ByHand(
      "Create the study on the panel's own site with this study's address, and set its number of places there.",
      "Stop the study on the panel's own site.",
      "Approve the submissions on the panel's own site, and paste the list of bonuses there.");

  private final CompletionCodes codes;

  ProlificPlatform(CompletionCodes codes) {
    this.codes = codes;
  }

  @Override
  public Platform platform() {
    return Platform.PROLIFIC;
  }

  @Override
  public Arrival arrive(Study study, Map<String, String> query, String cookieKey) {
    var parameter = study.settings().participantParameter();
    var participant = query.get(parameter);
    if (participant == null || !ID.matcher(participant).matches()) {
      throw new Refusal(Reason.MALFORMED, "This study is open to participants of a panel, and this address lacks its "
          + parameter + ": please open the study from the panel's page.");
    }
    var submission = query.get(SUBMISSION);
    if (submission != null && !ID.matcher(submission).matches()) {
      throw new Refusal(Reason.MALFORMED, "The address's " + SUBMISSION + " is none that a panel sends: please open "
          + "the study from the panel's page.");
    }
    return new Arrival.Worker(participant, submission, Map.of());
  }

  @Override
  public Completion complete(Study study, Session session) {
    return codes.complete(study, session, switch (session.state()) {
      case FINISHED -> "That was all: thank you.";
      case DISQUALIFIED -> "Thank you for your time. This study needs people who recognise more of the images, so it "
          + "ends here.";
      default -> "This visit has ended: please return your submission on the panel's page.";
    });
  }

  @Override
  public Recruiter recruiter() {
    return BY_HAND;
  }
}
