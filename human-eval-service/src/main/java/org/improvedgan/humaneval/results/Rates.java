package org.improvedgan.humaneval.results;

import org.improvedgan.humaneval.HumanEvalConfig.ResultConfig;
import org.improvedgan.metrics.Interval;
import org.improvedgan.metrics.IntraclassCorrelation;
import org.improvedgan.metrics.RaterBootstrap;
import org.improvedgan.metrics.SignalDetection;

/**
 * Rates over some answers.
 *
 * @param sessions in which they were given
 * @param error wrong judgements among all; 0.5 means that people cannot tell
 * @param bootstrap interval of the error rate over raters, the one to report; null with fewer than two raters
 * @param fooled generated images taken for real, among the generated ones
 * @param doubted real images taken for generated, among the real ones
 * @param sensitivity d′: how well raters tell the two kinds apart, 0 if they cannot; null unless both were shown
 * @param criterion c: positive when raters rather say "real"; null likewise
 * @param raterCorrelation of any two judgements of one rater, for planning the next study; null where it cannot be
 *     estimated
 */
public record Rates(int raters, int sessions, Proportion error, Interval bootstrap, Proportion fooled,
    Proportion doubted, Double sensitivity, Double criterion, Double raterCorrelation) {

  static Rates of(Tallies tallies, ResultConfig config) {
    var generated = tallies.raters().stream().mapToLong(Tally::generatedShown).sum();
    var fooled = tallies.raters().stream().mapToLong(Tally::fooled).sum();
    var real = tallies.raters().stream().mapToLong(Tally::realShown).sum();
    var doubted = tallies.raters().stream().mapToLong(Tally::doubted).sum();
    var signal = generated == 0 || real == 0 ? null
        : SignalDetection.of(generated - fooled, generated, doubted, real);
    return new Rates(tallies.raters().size(), tallies.raters().stream().mapToInt(Tally::sessions).sum(),
        Proportion.of(fooled + doubted, generated + real, config.confidence()), bootstrap(tallies, config),
        Proportion.of(fooled, generated, config.confidence()), Proportion.of(doubted, real, config.confidence()),
        signal == null ? null : signal.sensitivity(), signal == null ? null : signal.criterion(),
        raterCorrelation(tallies));
  }

  private static Interval bootstrap(Tallies tallies, ResultConfig config) {
    return tallies.raters().size() < 2 ? null : RaterBootstrap.of(tallies.wrong(), tallies.judgements(),
        config.resamples(), config.seed(), config.confidence());
  }

  private static Double raterCorrelation(Tallies tallies) {
    if (tallies.raters().size() < 2) {
      return null;
    }
    var estimate = IntraclassCorrelation.of(tallies.wrong(), tallies.judgements());
    return estimate.isPresent() ? estimate.getAsDouble() : null;
  }
}
