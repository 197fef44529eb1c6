package org.improvedgan.humaneval.admin;

import java.util.Objects;
import org.improvedgan.humaneval.study.StudySettings.Payment;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * What a study would look like. As JSON whatever is left out has the value in brackets.
 *
 * @param imagesPerRater that count [100]
 * @param raters all arms together [30]
 * @param arms they are spread over [1]
 * @param correlation of two answers of one rater, from 0 to 1 [0.01]
 * @param errorRate to compare with [0.5: people cannot tell]
 * @param otherRate to be told from it [0.55]
 * @param power chance to see the difference if it is there [0.8]
 * @param confidence of the interval [0.95]
 * @param platform where raters come from, which may ask for a fee [link]
 * @param payment null if nothing is paid
 */
record PowerQuestion(Integer imagesPerRater, Integer raters, Integer arms, Double correlation, Double errorRate,
    Double otherRate, Double power, Double confidence, Platform platform, Payment payment) {
  private static final int MOST = 1_000_000;

  /** @throws IllegalArgumentException that says what to write instead */
  PowerQuestion {
    imagesPerRater = whole("imagesPerRater", imagesPerRater, 100);
    raters = whole("raters", raters, 30);
    arms = whole("arms", arms, 1);
    correlation = Objects.requireNonNullElse(correlation, 0.01);
    if (!(correlation >= 0 && correlation <= 1)) {
      throw new IllegalArgumentException("correlation is " + correlation + ": write a number from 0 to 1.");
    }
    errorRate = between("errorRate", errorRate, 0.5);
    otherRate = between("otherRate", otherRate, 0.55);
    power = between("power", power, 0.8);
    confidence = between("confidence", confidence, 0.95);
    platform = Objects.requireNonNullElse(platform, Platform.LINK);
    if (errorRate.equals(otherRate)) {
      throw new IllegalArgumentException("otherRate is the same as errorRate, " + errorRate
          + ": no study tells a rate from itself.");
    }
  }

  private static int whole(String name, Integer value, int otherwise) {
    var chosen = Objects.requireNonNullElse(value, otherwise);
    if (chosen < 1 || chosen > MOST) {
      throw new IllegalArgumentException(name + " is " + chosen + ": write a whole number from 1 to " + MOST + ".");
    }
    return chosen;
  }

  private static double between(String name, Double value, double otherwise) {
    var chosen = Objects.requireNonNullElse(value, otherwise);
    if (!(chosen > 0 && chosen < 1)) {
      throw new IllegalArgumentException(name + " is " + chosen + ": write a number between 0 and 1, such as "
          + otherwise + ".");
    }
    return chosen;
  }
}
