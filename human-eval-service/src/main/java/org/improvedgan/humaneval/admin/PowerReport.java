package org.improvedgan.humaneval.admin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.improvedgan.metrics.StudyPower;

/**
 * What a study can show and what it costs.
 *
 * @param judgements that count, all arms together
 * @param designEffect how many correlated judgements tell as much as one independent one
 * @param marginIndependent half the width of the interval if all judgements were independent
 * @param margin the same with the raters' correlation
 * @param marginPerArm the same within one arm
 * @param judgementsNeeded independent ones, to tell the two rates from each other
 * @param ratersNeeded in each arm, with the correlation
 * @param costs null if nothing is paid
 * @param sentences the same for people
 */
public record PowerReport(long judgements, double designEffect, double marginIndependent, double margin,
    double marginPerArm, long judgementsNeeded, long ratersNeeded, Costs costs, List<String> sentences) {

  /**
   * @param likely if every rater is wrong as often as {@link PowerQuestion#errorRate} says
   * @param most if every answer is right
   * @param fee the platform's part of {@code most}
   */
  public record Costs(String currency, BigDecimal likely, BigDecimal most, BigDecimal fee) {
  }

  static PowerReport of(PowerQuestion question) {
    var power = new StudyPower(question.imagesPerRater(), question.correlation());
    var judgements = (long) question.raters() * question.imagesPerRater();
    // Arms are filled evenly: the smallest has so many.
    var inArm = Math.max(1, question.raters() / question.arms()) * (long) question.imagesPerRater();
    var significance = 1 - question.confidence();
    var independent = StudyPower.INDEPENDENT.judgements(question.errorRate(), question.otherRate(), significance,
        question.power());
    var raters = ceil(power.judgements(question.errorRate(), question.otherRate(), significance, question.power()),
        question.imagesPerRater());
    var marginIndependent = StudyPower.INDEPENDENT.margin(question.errorRate(), judgements, question.confidence());
    var margin = power.margin(question.errorRate(), judgements, question.confidence());
    var marginPerArm = power.margin(question.errorRate(), inArm, question.confidence());
    var costs = question.payment() == null ? null : Payments.of(question);
    var sentences = new ArrayList<String>();
    sentences.add(text("%,d judgements: ±%.1f points", judgements, 100 * marginIndependent)
        + (power.designEffect() == 1 ? "." : text(" if all were independent; ±%.1f where two answers of one rater "
        + "correlate by %s (design effect %.2f).", 100 * margin, plain(question.correlation()), power.designEffect())));
    if (question.arms() > 1) {
      sentences.add(text("Each of the %d arms: %,d judgements, ±%.1f points.", question.arms(), inArm,
          100 * marginPerArm));
    }
    sentences.add(text("To tell %s %% from %s %% with %s %% power: %,d independent judgements, so %,d %s%s.",
        points(question.otherRate()), points(question.errorRate()), points(question.power()), independent, raters,
        raters == 1 ? "rater" : "raters", question.arms() > 1 ? " in each arm" : ""));
    if (costs != null) {
      sentences.add(text("Costs: about %s %s, at most %s, of which %s are the platform's fee.", costs.currency(),
          costs.likely(), costs.most(), costs.fee()));
    }
    return new PowerReport(judgements, power.designEffect(), marginIndependent, margin, marginPerArm, independent,
        raters, costs, List.copyOf(sentences));
  }

  private static long ceil(long of, int by) {
    return (of + by - 1) / by;
  }

  private static String points(double rate) {
    return plain(Math.round(rate * 1e6) / 1e4);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
