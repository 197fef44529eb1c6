package org.improvedgan.humaneval.results;

import java.util.UUID;

/**
 * What one rater answered, of answers that count: those about main images that are no gold items.
 *
 * @param sessions in which the rater gave them
 * @param fooled generated images taken for real
 * @param doubted real images taken for generated
 */
record Tally(UUID raterId, int sessions, long generatedShown, long fooled, long realShown, long doubted) {

  long judgements() {
    return generatedShown + realShown;
  }

  long wrong() {
    return fooled + doubted;
  }

  /** This and other answers of the same rater. */
  Tally plus(Tally other) {
    return new Tally(raterId, sessions + other.sessions, generatedShown + other.generatedShown, fooled + other.fooled,
        realShown + other.realShown, doubted + other.doubted);
  }
}
