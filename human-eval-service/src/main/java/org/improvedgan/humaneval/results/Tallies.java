package org.improvedgan.humaneval.results;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.improvedgan.metrics.RaterDifference.Judgements;

/**
 * Answers of several raters, each rater once, in the order of their ids: so the seeded bootstrap always gives the same
 * interval, and whoever sorts the exported judgements by rater gets it too.
 */
record Tallies(List<Tally> raters) {

  /** Puts answers of the same rater together, and leaves out who gave none. */
  static Tallies of(Collection<Tally> tallies) {
    var byRater = new LinkedHashMap<UUID, Tally>();
    tallies.forEach(tally -> {
      if (tally.judgements() > 0) {
        byRater.merge(tally.raterId(), tally, Tally::plus);
      }
    });
    // UUIDs compare as signed numbers in Java; their texts do as everywhere else.
    return new Tallies(byRater.values().stream()
        .sorted(Comparator.comparing(tally -> tally.raterId().toString())).toList());
  }

  long[] wrong() {
    return raters.stream().mapToLong(Tally::wrong).toArray();
  }

  long[] judgements() {
    return raters.stream().mapToLong(Tally::judgements).toArray();
  }

  /** Wrong judgements among all; there must be one. */
  double errorRate() {
    return (double) Arrays.stream(wrong()).sum() / Arrays.stream(judgements()).sum();
  }

  /** For comparisons; there must be two raters. */
  Judgements asJudgements() {
    return new Judgements(wrong(), judgements());
  }
}
