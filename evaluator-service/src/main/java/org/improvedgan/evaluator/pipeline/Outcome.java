package org.improvedgan.evaluator.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.improvedgan.events.LogIds;

/**
 * What became of one piece of work, and what is to be written about it.
 *
 * @param kind name of the outcome in the metrics
 * @param records events and dead letters to send together with the offset
 * @param sentence for the log and the page, where people should know
 * @param ids what the log names where the sentence is told, which is in another thread
 */
record Outcome(String kind, List<ProducerRecord<String, byte[]>> records, Optional<String> sentence,
    Map<String, String> ids) {

  Outcome {
    records = List.copyOf(records);
    ids = Map.copyOf(ids);
  }

  /** Events to publish. */
  static Outcome done(String kind, List<ProducerRecord<String, byte[]>> events) {
    return new Outcome(kind, events, Optional.empty(), Map.of());
  }

  /** There is nothing to do: a repeated delivery, a tombstone, somebody else's work. */
  static Outcome nothing(String kind) {
    return new Outcome(kind, List.of(), Optional.empty(), Map.of());
  }

  /** Nothing can be scored, and nobody has to look after it. */
  static Outcome skipped(String sentence) {
    return new Outcome("skipped", List.of(), Optional.of(sentence), LogIds.current());
  }

  /** Set aside, with the reason, for somebody to look at. */
  static Outcome deadLettered(List<ProducerRecord<String, byte[]>> deadLetters, String reason) {
    return new Outcome("dead-lettered", deadLetters, Optional.of(reason), LogIds.current());
  }

  /** Whether there is anything to write or to tell. */
  boolean matters() {
    return !records.isEmpty() || sentence.isPresent();
  }
}
