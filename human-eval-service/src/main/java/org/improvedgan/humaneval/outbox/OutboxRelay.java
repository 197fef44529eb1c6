package org.improvedgan.humaneval.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Traces;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.outbox.Outbox.Waiting;
import org.improvedgan.humaneval.results.ArmResult;
import org.improvedgan.humaneval.results.Results;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Sends what waits in the outbox: each event, and the totals that it changes. An event is deleted only when Kafka has
 * confirmed it, so after a crash it may be sent twice, with the same id. Without Kafka the service goes on, and the
 * ratings wait.
 */
@ApplicationScoped
class OutboxRelay {
  static final String SOURCE = "/human-eval-service";
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final int BATCH = 1000;
  /** Totals cost the more the more raters there are: after a round the relay rests so many times as long as it took. */
  private static final int REST = 9;
  private static final int LAST_ROUND_SECONDS = 5;
  private static final long LONGEST_REST_NANOS = 5_000_000_000L;

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private final Outbox outbox;
  private final Results results;
  private final EventSender sender;
  private final Counter sent;
  private final ReentrantLock running = new ReentrantLock();
  private Repetition repetition;
  private volatile boolean stopped;
  private boolean failing;
  private long restsUntil = System.nanoTime();

  OutboxRelay(HumanEvalConfig config, Jdbi jdbi, Outbox outbox, Results results, EventSender sender,
      MeterRegistry metrics) {
    this.config = config;
    this.jdbi = jdbi;
    this.outbox = outbox;
    this.results = results;
    this.sender = sender;
    this.sent = Counter.builder("human_eval_ratings_sent").description("Ratings that Kafka has confirmed")
        .register(metrics);
  }

  void begin(@Observes StartupEvent event) {
    repetition = Repetition.of("outbox-relay", config.relay().every(), this::relay);
  }

  private void relay() {
    running.lock();
    try {
      if (!stopped && System.nanoTime() - restsUntil >= 0) {
        round();
      }
    } finally {
      running.unlock();
    }
  }

  /** Begins no round any more, and lets one that runs come to its end: what it needs is about to be closed. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    repetition.close();
    if (running.tryLock(LAST_ROUND_SECONDS, TimeUnit.SECONDS)) {
      running.unlock();
    }
  }

  private void round() {
    var begin = System.nanoTime();
    try {
      var count = BATCH;
      while (count == BATCH) {
        count = relayBatch();
        sent.increment(count);
      }
      if (failing) {
        LOG.infof("The outbox is empty again: all ratings have reached Kafka at %s.", sender.address());
      }
      failing = false;
      var end = System.nanoTime();
      restsUntil = end + Math.min(REST * (end - begin), LONGEST_REST_NANOS);
    } catch (KafkaException | JdbiException e) {
      // Told once, not at every attempt.
      if (!failing) {
        LOG.warnf("Ratings wait in the database until they can be sent to Kafka at %s: %s", sender.address(),
            (e.getCause() == null ? e : e.getCause()).getMessage());
      }
      failing = true;
    }
  }

  private int relayBatch() {
    return jdbi.inTransaction(handle -> {
      var waiting = outbox.take(handle, BATCH);
      if (waiting.isEmpty()) {
        return 0;
      }
      List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
      waiting.stream().filter(event -> !event.kind().equals("recount")).forEach(event -> records.add(record(event)));
      waiting.stream().map(Waiting::studyId).distinct().forEach(study ->
          records.addAll(totals(study, results.of(handle, study).arms(), waiting)));
      sender.send(records);
      outbox.remove(handle, waiting);
      return waiting.size();
    });
  }

  /** A span of the trace in which it was stored, with a link to the one in which its checkpoint was scored. */
  private static ProducerRecord<String, byte[]> record(Waiting waiting) {
    if (waiting.traceparent() == null) {
      return event(waiting);
    }
    var scored = Span.fromContext(Traces.of(waiting.scored())).getSpanContext();
    return Traces.span("send " + waiting.kind(), SpanKind.PRODUCER, Traces.of(waiting.traceparent()),
        scored.isValid() ? List.of(scored) : List.of(),
        waiting.checkpointId() == null ? waiting.studyId() : waiting.checkpointId(), () -> event(waiting));
  }

  private static ProducerRecord<String, byte[]> event(Waiting waiting) {
    return waiting.kind().equals("withdrawn")
        ? EventType.HUMAN_WITHDRAWN.record(SOURCE, EventType.HUMAN_WITHDRAWN.parse(waiting.event()))
        : EventType.HUMAN_RATED.record(SOURCE, EventType.HUMAN_RATED.parse(waiting.event()));
  }

  /** The new totals of every checkpoint and arm that was rated; after a withdrawal, those of the whole study. */
  private static List<ProducerRecord<String, byte[]>> totals(String study, List<ArmResult> results,
      List<Waiting> waiting) {
    return results.stream()
        .filter(result -> waiting.stream().anyMatch(event -> event.studyId().equals(study)
            && (event.arm() == null
                || event.arm().equals(result.arm()) && event.checkpointId().equals(result.checkpoint()))))
        .map(result -> EventType.HUMAN_RESULT.record(SOURCE, result.event(study)))
        .toList();
  }
}
