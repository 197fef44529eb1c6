package org.improvedgan.humaneval.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.admin.PowerReport.Costs;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** What raters and the platform get. */
final class Payments {
  /** MTurk's part on top of what workers get: a fifth, and two fifths of HITs with ten assignments or more. */
  private static final BigDecimal MTURK = new BigDecimal("0.20");
  private static final BigDecimal MTURK_LARGE = new BigDecimal("0.40");
  private static final int LARGE = 10;
  private static final BigDecimal MOST = new BigDecimal("1000000");
  private static final int MOST_DECIMALS = 10;

  private Payments() {
  }

  /** @throws Refusal where the payment cannot be meant */
  static Costs of(PowerQuestion question) {
    var payment = question.payment();
    if (payment.base() == null || !possible(payment.base())
        || payment.perCorrect() != null && !possible(payment.perCorrect())) {
      throw new Refusal(Reason.MALFORMED, "payment.base and payment.perCorrect are amounts from 0 to " + MOST
          + ", such as 0.02.");
    }
    var images = BigDecimal.valueOf(question.imagesPerRater());
    var bonus = payment.perCorrect() == null ? BigDecimal.ZERO : payment.perCorrect().multiply(images);
    var likely = payment.base().add(bonus.multiply(BigDecimal.valueOf(1 - question.errorRate())));
    var most = payment.base().add(bonus);
    var raters = BigDecimal.valueOf(question.raters());
    var part = question.platform() != Platform.MTURK ? BigDecimal.ZERO
        : question.raters() >= LARGE ? MTURK_LARGE : MTURK;
    var fee = most.multiply(raters).multiply(part);
    return new Costs(payment.currency() == null ? "USD" : payment.currency(),
        cents(likely.multiply(raters).multiply(part.add(BigDecimal.ONE))), cents(most.multiply(raters).add(fee)),
        cents(fee));
  }

  private static boolean possible(BigDecimal amount) {
    return amount.signum() >= 0 && amount.compareTo(MOST) <= 0 && amount.scale() <= MOST_DECIMALS;
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
