package org.improvedgan.humaneval.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.admin.PowerReport.Costs;
import org.improvedgan.humaneval.study.StudySettings.MTurk;

/** What raters and the platform get; Mechanical Turk's fee is that of small HITs without masters. */
final class Payments {

  private Payments() {
  }

  /** @throws Refusal where the payment cannot be meant */
  static Costs of(PowerQuestion question) {
    var payment = question.payment();
    if (payment.base() == null || payment.base().signum() < 0 || payment.perCorrect() != null
        && payment.perCorrect().signum() < 0) {
      throw new Refusal(Reason.MALFORMED, "payment.base and payment.perCorrect are amounts of 0 or more.");
    }
    var base = cents(payment.base());
    var bonus = payment.perCorrect() == null ? BigDecimal.ZERO
        : payment.perCorrect().multiply(BigDecimal.valueOf(question.imagesPerRater()));
    var likely = cents(bonus.multiply(BigDecimal.valueOf(1 - question.errorRate())));
    var raters = BigDecimal.valueOf(question.raters());
    return new Costs(payment.currency() == null ? "USD" : payment.currency(),
        base.add(likely).add(fee(question, base, likely)).multiply(raters),
        base.add(cents(bonus)).add(fee(question, base, cents(bonus))).multiply(raters),
        fee(question, base, cents(bonus)).multiply(raters));
  }

  private static BigDecimal fee(PowerQuestion question, BigDecimal base, BigDecimal bonus) {
    return org.improvedgan.humaneval.study.Costs.fee(question.platform(), MTurk.DEFAULT, base, bonus);
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
