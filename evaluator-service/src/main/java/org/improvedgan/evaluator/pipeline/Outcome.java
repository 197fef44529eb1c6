package org.improvedgan.evaluator.pipeline;

import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What became of one piece of work, and what is to be written about it.
 *
 * @param kind name of the outcome in the metrics
 * @param record the event or dead letter to send together with the offset
 * @param sentence for the log and the page, where people should know
 */
record Outcome(String kind, Optional<ProducerRecord<String, byte[]>> record, Optional<String> sentence) {

  /** A score to publish. */
  static Outcome evaluated(ProducerRecord<String, byte[]> event) {
    return new Outcome("evaluated", Optional.of(event), Optional.empty());
  }

  /** The score is there already: a repeated delivery. */
  static Outcome repeated() {
    return new Outcome("repeated", Optional.empty(), Optional.empty());
  }

  /** A tombstone. */
  static Outcome nothing() {
    return new Outcome("tombstone", Optional.empty(), Optional.empty());
  }

  /** Nothing can be scored, and nobody has to look after it. */
  static Outcome skipped(String sentence) {
    return new Outcome("skipped", Optional.empty(), Optional.of(sentence));
  }

  /** Set aside, with the reason, for somebody to look at. */
  static Outcome deadLettered(ProducerRecord<String, byte[]> deadLetter, String reason) {
    return new Outcome("dead-lettered", Optional.of(deadLetter), Optional.of(reason));
  }
}
