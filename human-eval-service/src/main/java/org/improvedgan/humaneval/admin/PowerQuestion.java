package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * What is asked about a study before it begins. As JSON whatever is left out has the value in brackets.
 *
 * @param settings of the study; whatever is left out has its default there, too
 * @param raters all arms together [as many as the settings want, else 30]
 * @param correlation of two answers of one rater, from 0 to 1 [0.01]
 * @param errorRate to compare with [0.5: people cannot tell]
 * @param otherRate to be told from it [0.55]
 * @param power chance to see the difference if it is there [0.8]
 * @param confidence of the interval [0.95]
 */
record PowerQuestion(JsonNode settings, Integer raters, Double correlation, Double errorRate, Double otherRate,
    Double power, Double confidence) {
  private static final int MOST = 1_000_000;

  /** @throws IllegalArgumentException that says what to write instead */
  PowerQuestion {
    if (raters != null && (raters < 1 || raters > MOST)) {
      throw new IllegalArgumentException("raters is " + raters + ": write a whole number from 1 to " + MOST + ".");
    }
    correlation = Objects.requireNonNullElse(correlation, 0.01);
    if (!(correlation >= 0 && correlation <= 1)) {
      throw new IllegalArgumentException("correlation is " + correlation + ": write a number from 0 to 1.");
    }
    errorRate = between("errorRate", errorRate, 0.5);
    otherRate = between("otherRate", otherRate, 0.55);
    power = between("power", power, 0.8);
    confidence = between("confidence", confidence, 0.95);
    if (errorRate.equals(otherRate)) {
      throw new IllegalArgumentException("otherRate is the same as errorRate, " + errorRate
          + ": no study tells a rate from itself.");
    }
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
