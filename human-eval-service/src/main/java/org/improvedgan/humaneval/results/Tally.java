package org.improvedgan.humaneval.results;

import java.time.Instant;
import java.util.UUID;

/**
 * All locked answers of one rater about one checkpoint.
 *
 * @param fooled generated images taken for real
 * @param doubted real images taken for generated
 * @param lastSubmittedAt when the last of these pages was submitted
 */
public record Tally(String checkpointId, String runId, int epoch, String dataset, UUID raterId, int pages,
    long generatedShown, long fooled, long realShown, long doubted, Instant lastSubmittedAt) {

  long judgements() {
    return generatedShown + realShown;
  }

  long wrong() {
    return fooled + doubted;
  }

  /** This and another tally of the same rater; the checkpoint's fields are this one's. */
  Tally plus(Tally other) {
    var last = lastSubmittedAt.isAfter(other.lastSubmittedAt) ? lastSubmittedAt : other.lastSubmittedAt;
    return new Tally(checkpointId, runId, epoch, dataset, raterId, pages + other.pages,
        generatedShown + other.generatedShown, fooled + other.fooled, realShown + other.realShown,
        doubted + other.doubted, last);
  }
}
