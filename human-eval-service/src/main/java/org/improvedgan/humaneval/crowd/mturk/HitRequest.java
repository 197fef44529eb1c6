package org.improvedgan.humaneval.crowd.mturk;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings;
import software.amazon.awssdk.services.mturk.model.Comparator;
import software.amazon.awssdk.services.mturk.model.CreateHitRequest;
import software.amazon.awssdk.services.mturk.model.Locale;
import software.amazon.awssdk.services.mturk.model.QualificationRequirement;

/** Builds the request that creates a HIT: the study's page as an external question in a frame. */
final class HitRequest {
  private static final String SCHEMA =
      "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/ExternalQuestion.xsd";
  private static final String LOCALE = "00000000000000000071";
  private static final String APPROVAL_PERCENT = "000000000000000000L0";
  private static final String APPROVED_HITS = "00000000000000000040";
  /** Mechanical Turk takes no shorter life. */
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(30);

  private static final long SHORTEST_MINUTES = 60;

  private HitRequest() {
  }

  /** @throws Refusal if the study or the configuration lacks something that Mechanical Turk needs */
  static void check(Study study, String publicUrl) {
    if (publicUrl == null || !publicUrl.startsWith("https://")) {
      throw new Refusal(Reason.NOT_CONFIGURED, "Mechanical Turk shows pages by HTTPS only: set human-eval.public-url to "
          + "the address at which workers reach this service, such as https://rate.example.org.");
    }
    if (study.state() != Study.State.OPEN) {
      throw new Refusal(Reason.CONFLICT, "Open the study first: workers who came now would find nothing to do.");
    }
    var payment = study.settings().payment();
    if (payment == null || !payment.currency().equals("USD") || payment.base().signum() <= 0) {
      throw new Refusal(Reason.CONFLICT, "Mechanical Turk pays in US dollars: give the study a payment in USD with a "
          + "base of at least 0.01.");
    }
  }

  static CreateHitRequest of(Study study, HitStore.Hit hit, MTurkEnvironment environment, String publicUrl) {
    var settings = study.settings();
    var mturk = settings.mturk();
    var life = Duration.between(Instant.now(), hit.expiresAt());
    return CreateHitRequest.builder().title(settings.title()).description(description(settings))
        .keywords(mturk.keywords()).question(question(publicUrl, study.studyId()))
        .reward(Costs.reward(settings).toPlainString()).maxAssignments(hit.places())
        .lifetimeInSeconds((life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life).toSeconds())
        .assignmentDurationInSeconds(assignmentDuration(settings).toSeconds())
        .autoApprovalDelayInSeconds(Duration.ofHours(mturk.autoApprovalHours()).toSeconds())
        .qualificationRequirements(qualifications(mturk, environment))
        .requesterAnnotation(hit.token().toString()).uniqueRequestToken(hit.token().toString()).build();
  }

  /** How long a worker has from accepting to submitting: longer than the pause after which a session is abandoned. */
  static Duration assignmentDuration(StudySettings settings) {
    return Duration.ofMinutes(Math.max(SHORTEST_MINUTES, 2L * settings.sessionMinutes()));
  }

  /** FrameHeight 0: Mechanical Turk makes the frame as high as the window. */
  static String question(String publicUrl, String study) {
    var page = URI.create(publicUrl.replaceAll("/+$", "") + "/s/" + study);
    return "<ExternalQuestion xmlns=\"" + SCHEMA + "\"><ExternalURL>" + xml(page.toString())
        + "</ExternalURL><FrameHeight>0</FrameHeight></ExternalQuestion>";
  }

  private static String description(StudySettings settings) {
    return settings.mturk().description().isBlank() ? "Look at " + settings.allImages() + " small images and tell "
        + "which are real and which were made by a computer. Accept only if you want to answer all of them."
        : settings.mturk().description();
  }

  private static List<QualificationRequirement> qualifications(StudySettings.MTurk mturk,
      MTurkEnvironment environment) {
    var all = new ArrayList<QualificationRequirement>();
    if (!mturk.countries().isEmpty()) {
      all.add(requirement(LOCALE, Comparator.IN).localeValues(mturk.countries().stream()
          .map(country -> Locale.builder().country(country).build()).toList()).build());
    }
    if (mturk.approvalPercent() > 0) {
      all.add(requirement(APPROVAL_PERCENT, Comparator.GREATER_THAN_OR_EQUAL_TO)
          .integerValues(mturk.approvalPercent()).build());
    }
    if (mturk.approvedHits() > 0) {
      all.add(requirement(APPROVED_HITS, Comparator.GREATER_THAN_OR_EQUAL_TO)
          .integerValues(mturk.approvedHits()).build());
    }
    if (mturk.masters()) {
      all.add(requirement(environment.mastersQualification(), Comparator.EXISTS).build());
    }
    return all;
  }

  private static QualificationRequirement.Builder requirement(String type, Comparator comparator) {
    return QualificationRequirement.builder().qualificationTypeId(type).comparator(comparator)
        .actionsGuarded("DiscoverPreviewAndAccept");
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
