package org.improvedgan.humaneval.results;

import java.time.Instant;
import java.util.UUID;

/**
 * All locked answers of one rater about one checkpoint in one arm.
 *
 * @param kept whether they come from sessions that finished and broke no rule
 * @param fooled generated images taken for real
 * @param doubted real images taken for generated
 * @param lastSubmittedAt when the last of these pages was submitted
 */
public record Tally(String arm, String checkpointId, String runId, int epoch, String dataset, UUID raterId, boolean kept,
    int pages, long generatedShown, long fooled, long realShown, long doubted, Instant lastSubmittedAt) {

  long judgements() {
    return generatedShown + realShown;
  }

  long wrong() {
    return fooled + doubted;
  }

  /** This and another tally of the same rater. */
  Tally plus(Tally other) {
    var last = lastSubmittedAt.isAfter(other.lastSubmittedAt) ? lastSubmittedAt : other.lastSubmittedAt;
    return new Tally(arm, checkpointId, runId, epoch, dataset, raterId, kept && other.kept, pages + other.pages,
        generatedShown + other.generatedShown, fooled + other.fooled, realShown + other.realShown,
        doubted + other.doubted, last);
  }
}
