package org.improvedgan.humaneval.http;

import java.math.BigDecimal;
import java.util.Locale;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;

/**
 * What a rater may know of a study before agreeing to take part.
 *
 * @param images of a whole session, practice and all
 * @param minutes of silence after which a session's place is given away
 * @param feedback whether the truth is told; null where that differs between raters
 * @param exposure whether images may be seen for a limited time only
 * @param payment null where nothing is paid
 */
public record StudyView(String study, String title, String contact, String state, String platform, String mode,
    int images, int minutes, int practice, int qualification, Boolean feedback, boolean exposure, boolean repeat,
    PaymentView payment, boolean publicResults) {

  /** What is paid for a finished session, and on top for every right answer. */
  public record PaymentView(String currency, BigDecimal base, BigDecimal perCorrect) {
  }

  static StudyView of(Study study) {
    var settings = study.settings();
    var feedback = settings.arms().stream().map(Arm::feedback).distinct().toList();
    var payment = settings.payment();
    return new StudyView(study.studyId(), settings.title(), settings.contact(), small(study.state()),
        small(settings.platform()), small(settings.mode()), settings.allImages(), settings.sessionMinutes(),
        settings.practice(), settings.qualification() == null ? 0 : settings.qualification().images(),
        feedback.size() == 1 ? feedback.get(0) : null,
        settings.arms().stream().anyMatch(arm -> arm.exposureMillis() > 0), settings.repeat(),
        payment == null ? null : new PaymentView(payment.currency(), payment.base(), payment.perCorrect()),
        settings.publicResults());
  }

  private static String small(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
