package org.improvedgan.trainer;

/** What became of a training request. */
enum Outcome {
  /** All epochs are done: the request is finished. */
  COMPLETED,
  /** The run cannot go on, and has said why: the request is finished. */
  FAILED,
  /** The request was bad and lies in the dead-letter topic: it is finished. */
  REJECTED,
  /** The run was told to stop: whoever takes the request next goes on from its last checkpoint. */
  STOPPED,
  /** Another trainer has published for this run: ask Kafka again whose it is. */
  TAKEN_OVER;

  /** Whether nobody need take the request again. */
  boolean ended() {
    return this == COMPLETED || this == FAILED || this == REJECTED;
  }
}
