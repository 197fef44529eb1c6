package org.improvedgan.humaneval.results;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.improvedgan.humaneval.HumanEvalConfig.ResultConfig;
import org.improvedgan.metrics.Interval;
import org.improvedgan.metrics.RaterBootstrap;

/**
 * Rates over some answers.
 *
 * @param error wrong judgements among all; 0.5 means that people cannot tell
 * @param bootstrap interval of the error rate over raters, the one to report; null with fewer than two raters
 * @param fooled generated images taken for real, among the generated ones
 * @param doubted real images taken for generated, among the real ones
 */
public record Rates(int raters, int pages, Proportion error, Interval bootstrap, Proportion fooled,
    Proportion doubted, Instant lastSubmittedAt) {

  /** @param tallies one or more, at most one of each rater, always in the same order */
  static Rates of(List<Tally> tallies, ResultConfig config) {
    var generated = tallies.stream().mapToLong(Tally::generatedShown).sum();
    var fooled = tallies.stream().mapToLong(Tally::fooled).sum();
    var real = tallies.stream().mapToLong(Tally::realShown).sum();
    var doubted = tallies.stream().mapToLong(Tally::doubted).sum();
    return new Rates(tallies.size(), tallies.stream().mapToInt(Tally::pages).sum(),
        Proportion.of(fooled + doubted, generated + real, config.confidence()), bootstrap(tallies, config),
        Proportion.of(fooled, generated, config.confidence()), Proportion.of(doubted, real, config.confidence()),
        tallies.stream().map(Tally::lastSubmittedAt).max(Comparator.naturalOrder()).orElseThrow());
  }

  private static Interval bootstrap(List<Tally> tallies, ResultConfig config) {
    if (tallies.size() < 2) {
      return null;
    }
    var wrong = tallies.stream().mapToLong(Tally::wrong).toArray();
    var total = tallies.stream().mapToLong(Tally::judgements).toArray();
    return RaterBootstrap.of(wrong, total, config.resamples(), config.seed(), config.confidence());
  }
}
