package org.improvedgan.humaneval.study;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * What sessions cost in the study's currency, rounded to cents. Mechanical Turk's fee is 20 % of reward and bonus, another
 * 20 % of the reward where a HIT has 10 or more places, 5 % of the reward for masters, and a cent at least for each of the
 * two. What other panels charge is in their own bill and not in here.
 */
public final class Costs {
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final BigDecimal FEE = new BigDecimal("0.20");
  private static final BigDecimal FEE_OF_LARGE_HITS = new BigDecimal("0.40");
  private static final BigDecimal FEE_OF_MASTERS = new BigDecimal("0.05");
  /** Largest number of places of one HIT for which the lower fee holds. */
  public static final int SMALL_HIT = 9;

  private Costs() {
  }

  /**
   * What a number of sessions may cost.
   *
   * @param least every answer wrong
   * @param half every second answer right, as by chance
   * @param most every answer right
   */
  public record Estimate(String currency, int sessions, BigDecimal least, BigDecimal half, BigDecimal most) {
  }

  /** The bonus for {@code right} answers that count; 0 where nothing is paid. */
  public static BigDecimal bonus(StudySettings settings, int right) {
    return settings.payment() == null ? cents(BigDecimal.ZERO)
        : cents(settings.payment().perCorrect().multiply(BigDecimal.valueOf(right)));
  }

  /** The platform's fee for one session's base payment, without its bonus. */
  public static BigDecimal rewardFee(StudySettings settings) {
    if (settings.payment() == null || settings.platform() != Platform.MTURK) {
      return cents(BigDecimal.ZERO);
    }
    var rate = settings.mturk().assignmentsPerHit() > SMALL_HIT ? FEE_OF_LARGE_HITS : FEE;
    return settings.payment().base().multiply(settings.mturk().masters() ? rate.add(FEE_OF_MASTERS) : rate)
        .setScale(2, RoundingMode.HALF_UP).max(CENT);
  }

  /** The platform's fee for a bonus. */
  public static BigDecimal bonusFee(StudySettings settings, BigDecimal bonus) {
    return bonus.signum() == 0 || settings.platform() != Platform.MTURK ? cents(BigDecimal.ZERO)
        : cents(bonus.multiply(FEE)).max(CENT);
  }

  /** One finished session with so many right answers that count, fees included; 0 where nothing is paid. */
  public static BigDecimal session(StudySettings settings, int right) {
    if (settings.payment() == null) {
      return cents(BigDecimal.ZERO);
    }
    var bonus = bonus(settings, right);
    return cents(settings.payment().base()).add(rewardFee(settings)).add(bonus).add(bonusFee(settings, bonus));
  }

  /** The most that one session can cost, fees included. */
  public static BigDecimal most(StudySettings settings) {
    return session(settings, settings.imagesPerRater());
  }

  /** What {@code sessions} finished sessions may cost, fees included. */
  public static Estimate estimate(StudySettings settings, int sessions) {
    var times = BigDecimal.valueOf(sessions);
    return new Estimate(settings.payment() == null ? null : settings.payment().currency(), sessions,
        session(settings, 0).multiply(times), session(settings, settings.imagesPerRater() / 2).multiply(times),
        most(settings).multiply(times));
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
