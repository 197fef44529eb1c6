package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** Anybody with the address. The key in the browser's cookie stands for the person. */
@ApplicationScoped
class LinkPlatform implements CrowdPlatform {
  private static final Recruiter BY_HAND = new ByHand(
      "Send the study's address to the people whom you want to take part.",
      "Pause or close the study, so that nobody else begins.",
      "Pay those who send you a code which the code check confirms.");

  private final CompletionCodes codes;

  LinkPlatform(CompletionCodes codes) {
    this.codes = codes;
  }

  @Override
  public Platform platform() {
    return Platform.LINK;
  }

  @Override
  public Arrival arrive(Study study, Map<String, String> query, String cookieKey) {
    return new Arrival.Worker(cookieKey, null, Map.of());
  }

  @Override
  public Completion complete(Study study, Session session) {
    var message = switch (session.state()) {
      case FINISHED -> "That was all: thank you.";
      case DISQUALIFIED -> "Thank you for your time. This study needs people who recognise more of the images, so it ends"
          + " here.";
      case WITHDRAWN -> "Your answers have been deleted.";
      default -> "This visit has ended.";
    };
    return codes.complete(study, session, message);
  }

  @Override
  public Recruiter recruiter() {
    return BY_HAND;
  }
}
