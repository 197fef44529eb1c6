package org.improvedgan.evaluator.pipeline;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.pipeline.Assembly.End;
import org.improvedgan.evaluator.scoring.Distances;
import org.improvedgan.evaluator.scoring.Results;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationPart;
import org.jboss.logging.Logger;

/** Last step: turns the part that ends an evaluation into its result, or sets its checkpoint aside. */
@ApplicationScoped
public class Assembler {

  private static final Logger LOG = Logger.getLogger(Assembler.class);

  private final EvaluatorConfig config;
  private final EvaluationLog evaluations;
  private final Announcements announcements;

  public Assembler(EvaluatorConfig config, EvaluationLog evaluations, Announcements announcements) {
    this.config = config;
    this.evaluations = evaluations;
    this.announcements = announcements;
  }

  /**
   * Takes the next part into an assembly.
   *
   * @param before whether the record's outcome was written before: then only the assembly hears of it
   * @throws InterruptedException when interrupted
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
   */
  Outcome take(ConsumerRecord<String, byte[]> record, Assembly assembly, boolean before) throws InterruptedException {
    Optional<End> end;
    try {
      EvaluationPart part = EventType.EVALUATION_PART.parse(record.value());
      if (!part.getTask().getGroup().equals(config.group())) {
        return Outcome.nothing("passed-over");
      }
      end = assembly.add(part, Span.fromContext(Traces.of(record.headers())).getSpanContext());
    } catch (EventException | IllegalArgumentException e) {
      return Outcome.deadLettered(List.of(DeadLetters.of(record, config.group(), e.getMessage())),
          "A part of an evaluation is set aside: " + e.getMessage());
    }
    if (before || end.isEmpty()) {
      return Outcome.nothing("taken");
    }
    return end(record, end.get());
  }

  /** In the trace of the part that came last, with links to those in which the others were made. */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  private Outcome end(ConsumerRecord<String, byte[]> record, End end) throws InterruptedException {
    try (LogIds ids = Sentences.ids(end.task())) {
      return Traces.span("assemble evaluation", SpanKind.CONSUMER, Traces.of(record.headers()), end.spans(),
          end.task().getEvaluationId(),
          () -> end instanceof End.Completed completed ? result(completed) : failure((End.Failed) end));
    }
  }

  private Outcome result(End.Completed end) throws InterruptedException {
    EvaluationCompleted counted = Results.of(end.task(), end.splits(), end.start());
    // Kafka forgets the offsets of a group that has been away for long, and parts are kept longer than that.
    evaluations.awaitCurrent();
    if (evaluations.contains(counted.getEvaluationId())) {
      return Outcome.nothing("repeated");
    }
    EvaluationCompleted result = Distances.complete(counted, evaluations.all());
    Sentences.logScore(LOG, result);
    return Outcome.done("evaluated", List.of(EventType.EVALUATION_COMPLETED.record(Sentences.SOURCE, result)));
  }

  private Outcome failure(End.Failed end) {
    String checkpoint = end.task().getCheckpoint().getCheckpointId();
    if (end.pruned()) {
      return Outcome.skipped(end.reason());
    }
    List<ProducerRecord<String, byte[]>> deadLetters = announcements
        .find(end.task().getAnnouncedPartition(), end.task().getAnnouncedOffset()).stream()
        .map(record -> DeadLetters.of(record, config.group(), end.reason()))
        .toList();
    return Outcome.deadLettered(deadLetters, "Checkpoint " + checkpoint + " is set aside: " + end.reason());
  }
}
