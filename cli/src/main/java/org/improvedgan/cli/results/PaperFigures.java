package org.improvedgan.cli.results;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.PaperResults;
import org.improvedgan.gan.PaperResults.Measure;

/** The paper's figures, and ours in their unit. */
public final class PaperFigures {

  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  private PaperFigures() {
  }

  /** What the paper reports of the experiment of this name; empty where it has none, or for a user's file. */
  public static Optional<PaperResults> of(String experiment) {
    return Experiments.all().stream().filter(e -> e.name().equals(experiment)).findFirst().flatMap(Experiment::paper);
  }

  /** The paper's figure for a run with so many labels. */
  public static Optional<String> figure(PaperResults paper, int labels) {
    return Optional.ofNullable(paper.byLabels().get(labels)).or(paper::value);
  }

  /** The number at the beginning of a figure such as {@code 93 ± 6.5}. */
  public static OptionalDouble number(String figure) {
    Matcher number = NUMBER.matcher(figure);
    return number.lookingAt() ? OptionalDouble.of(Double.parseDouble(number.group())) : OptionalDouble.empty();
  }

  /** An error fraction in the paper's unit: wrong images, or per cent. */
  public static double inUnitOf(Measure measure, double fraction, int testImages) {
    return measure == Measure.TEST_ERRORS ? fraction * testImages : 100 * fraction;
  }
}
