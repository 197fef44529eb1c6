package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.crowd.Arrival;
import org.improvedgan.humaneval.crowd.Completion;
import org.improvedgan.humaneval.crowd.Completion.Kind;
import org.improvedgan.humaneval.crowd.CrowdPlatform;
import org.improvedgan.humaneval.crowd.Recruiter;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * Amazon Mechanical Turk, which shows the study's page in a frame and appends who looks at it. Nothing of that is
 * signed: what is impossible is refused here, and what was made up is found out at settlement.
 */
@ApplicationScoped
class MTurkPlatform implements CrowdPlatform {
  private static final String ASSIGNMENT = "assignmentId";
  private static final String HIT = "hitId";
  private static final String WORKER = "workerId";
  private static final String SUBMIT_TO = "turkSubmitTo";
  private static final String PREVIEW = "ASSIGNMENT_ID_NOT_AVAILABLE";
  private static final String SUBMIT_PATH = "/mturk/externalSubmit";
  private static final Pattern ID = Pattern.compile("[A-Z0-9]{5,64}");

  private final MTurkApi api;
  private final HitStore hits;
  private final MTurkRecruiter recruiter;

  MTurkPlatform(MTurkApi api, HitStore hits, MTurkRecruiter recruiter) {
    this.api = api;
    this.hits = hits;
    this.recruiter = recruiter;
  }

  @Override
  public Platform platform() {
    return Platform.MTURK;
  }

  @Override
  public Arrival arrive(Study study, Map<String, String> query, String cookieKey) {
    if (PREVIEW.equals(query.get(ASSIGNMENT))) {
      return new Arrival.Preview();
    }
    var assignment = id(query, ASSIGNMENT);
    var worker = id(query, WORKER);
    var hit = id(query, HIT);
    var submitTo = query.getOrDefault(SUBMIT_TO, "");
    var environment = api.environment();
    if (!submitTo.equals(environment.submitTo())) {
      throw new Refusal(Reason.FOREIGN, "This page would hand your work to an address that is not Mechanical Turk's: "
          + "please open the task on Mechanical Turk itself.");
    }
    var known = hits.findOrUnfinished(study.studyId(), hit);
    if (known.isEmpty() || !known.get().environment().equals(environment.name())) {
      throw new Refusal(Reason.FOREIGN, "This task is not part of this study: please return it, and open the task on "
          + "Mechanical Turk itself.");
    }
    return new Arrival.Worker(worker, assignment, Map.of(SUBMIT_TO, submitTo, HIT, hit));
  }

  @Override
  public Completion complete(Study study, Session session) {
    return switch (session.state()) {
      case FINISHED -> new Completion(Kind.POST, null, session.arrival().get(SUBMIT_TO) + SUBMIT_PATH,
          Map.of(ASSIGNMENT, session.assignment(), "session", session.sessionId().toString()), false,
          "That was all: thank you. Submit the task now, so that Mechanical Turk knows that you are done.");
      case DISQUALIFIED -> returned("Thank you for your time. This study needs people who recognise more of the "
          + "images, so it ends here: please return the task, which does not count against you.");
      case WITHDRAWN -> returned("Your answers have been deleted: please return the task.");
      default -> returned("This visit has ended: please return the task.");
    };
  }

  private static Completion returned(String message) {
    return new Completion(Kind.NONE, null, null, Map.of(), false, message);
  }

  @Override
  public Recruiter recruiter() {
    return recruiter;
  }

  private static String id(Map<String, String> query, String name) {
    var value = query.get(name);
    if (value == null || !ID.matcher(value).matches()) {
      throw new Refusal(Reason.MALFORMED, "This study is a task on Mechanical Turk, and this address lacks its " + name
          + ": please open the task there.");
    }
    return value;
  }
}
