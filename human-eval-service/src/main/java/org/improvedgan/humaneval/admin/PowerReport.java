package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.study.Costs.Estimate;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.StudyCheck;
import org.improvedgan.metrics.StudyPower;

/**
 * What a study can show and what it costs.
 *
 * @param raters all arms together
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
public record PowerReport(int raters, long judgements, double designEffect, double marginIndependent, double margin,
    double marginPerArm, long judgementsNeeded, long ratersNeeded, Estimate costs, List<String> sentences) {
  private static final int USUAL_RATERS = 30;

  /** @throws org.improvedgan.humaneval.Refusal where the settings cannot be meant */
  static PowerReport of(PowerQuestion question) {
    var settings = SettingsJson.read(question.settings() == null ? JsonNodeFactory.instance.objectNode()
        : question.settings());
    StudyCheck.check(settings);
    var images = settings.imagesPerRater();
    var arms = settings.arms().size();
    var raters = question.raters() != null ? question.raters()
        : settings.ratersWanted() > 0 ? settings.ratersWanted() : USUAL_RATERS;
    var power = new StudyPower(images, question.correlation());
    var judgements = (long) raters * images;
    // Arms are filled evenly: the smallest has so many.
    var inArm = Math.max(1, raters / arms) * (long) images;
    var significance = 1 - question.confidence();
    var independent = StudyPower.INDEPENDENT.judgements(question.errorRate(), question.otherRate(), significance,
        question.power());
    var needed = (power.judgements(question.errorRate(), question.otherRate(), significance, question.power())
        + images - 1) / images;
    var report = new PowerReport(raters, judgements, power.designEffect(),
        StudyPower.INDEPENDENT.margin(question.errorRate(), judgements, question.confidence()),
        power.margin(question.errorRate(), judgements, question.confidence()),
        power.margin(question.errorRate(), inArm, question.confidence()), independent, needed,
        settings.payment() == null ? null : Costs.estimate(settings, raters), new ArrayList<>());
    report.tell(question, arms, inArm);
    return report;
  }

  private void tell(PowerQuestion question, int arms, long inArm) {
    sentences.add(text("%,d judgements: ±%.1f points", judgements, 100 * marginIndependent)
        + (designEffect == 1 ? "." : text(" if all were independent; ±%.1f where two answers of one rater correlate "
        + "by %s (design effect %.2f).", 100 * margin, plain(question.correlation()), designEffect)));
    if (arms > 1) {
      sentences.add(text("Each of the %d arms: %,d judgements, ±%.1f points.", arms, inArm, 100 * marginPerArm));
    }
    sentences.add(text("To tell %s %% from %s %% with %s %% power: %,d independent judgements, so %,d %s%s.",
        points(question.otherRate()), points(question.errorRate()), points(question.power()), judgementsNeeded,
        ratersNeeded, ratersNeeded == 1 ? "rater" : "raters", arms > 1 ? " in each arm" : ""));
    if (costs != null) {
      sentences.add(text("%,d raters cost about %s %s, fees included; at most %s, if every answer is right.", raters,
          costs.currency(), costs.half(), costs.most()));
    }
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
