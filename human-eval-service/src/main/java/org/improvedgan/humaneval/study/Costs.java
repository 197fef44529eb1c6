package org.improvedgan.humaneval.study;

import java.math.BigDecimal;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** What sessions cost. */
public final class Costs {
  /** Mechanical Turk's fee on rewards and bonuses. */
  private static final BigDecimal MTURK_FEE = new BigDecimal("0.20");

  private Costs() {
  }

  /** The most that one session can cost, with every answer right, fees included; 0 where nothing is paid. */
  public static BigDecimal most(StudySettings settings) {
    var payment = settings.payment();
    if (payment == null) {
      return BigDecimal.ZERO;
    }
    var earned = payment.base().add(payment.perCorrect().multiply(BigDecimal.valueOf(settings.imagesPerRater())));
    return settings.platform() == Platform.MTURK ? earned.multiply(BigDecimal.ONE.add(MTURK_FEE)) : earned;
  }
}
