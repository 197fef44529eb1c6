package org.improvedgan.humaneval.study;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.improvedgan.humaneval.study.StudySettings.MTurk;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * What sessions cost in the study's currency, rounded to cents. Mechanical Turk's fee is 20 % of reward and bonus,
 * another 20 % of the reward where a HIT has 10 or more places, 5 % of the reward for masters, and a cent at least for
 * each of the two. What other panels charge is in their own bill and not in here.
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

  /** What a finished session gets in any case; 0 where nothing is paid. */
  public static BigDecimal reward(StudySettings settings) {
    return settings.payment() == null ? cents(BigDecimal.ZERO) : cents(settings.payment().base());
  }

  /** The bonus for {@code right} answers that count; 0 where nothing is paid. */
  public static BigDecimal bonus(StudySettings settings, int right) {
    return settings.payment() == null ? cents(BigDecimal.ZERO)
        : cents(settings.payment().perCorrect().multiply(BigDecimal.valueOf(right)));
  }

  /** The platform's fee for one session. */
  public static BigDecimal fee(Platform platform, MTurk offer, BigDecimal reward, BigDecimal bonus) {
    if (platform != Platform.MTURK) {
      return cents(BigDecimal.ZERO);
    }
    var rate = offer.assignmentsPerHit() > SMALL_HIT ? FEE_OF_LARGE_HITS : FEE;
    return atLeastACent(reward, offer.masters() ? rate.add(FEE_OF_MASTERS) : rate).add(atLeastACent(bonus, FEE));
  }

  /** One finished session with so many right answers that count, fees included; 0 where nothing is paid. */
  public static BigDecimal session(StudySettings settings, int right) {
    var reward = reward(settings);
    var bonus = bonus(settings, right);
    return reward.add(bonus).add(fee(settings.platform(), settings.mturk(), reward, bonus));
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

  private static BigDecimal atLeastACent(BigDecimal amount, BigDecimal rate) {
    return amount.signum() == 0 ? cents(BigDecimal.ZERO) : cents(amount.multiply(rate)).max(CENT);
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
