package org.improvedgan.humaneval.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Events on their way to Kafka: a row is written in the transaction that stores what it tells and deleted in the one in
 * which Kafka has confirmed it. So what was stored is sent, and what was not stored never is.
 */
@ApplicationScoped
public class Outbox {
  private final MeterRegistry metrics;
  private final Gauge gauge;
  private volatile long waiting;

  Outbox(MeterRegistry metrics) {
    this.metrics = metrics;
    gauge = Gauge.builder("human_eval_outbox_waiting", this, outbox -> outbox.waiting)
        .description("Events stored that Kafka has not confirmed yet").register(metrics);
  }

  /** The registry may outlive this, and would keep the gauge of an outbox that is gone. */
  @PreDestroy
  void close() {
    metrics.remove(gauge);
  }

  /**
   * One event that waits.
   *
   * @param checkpointId null where no single checkpoint's totals change
   * @param arm null likewise
   * @param kind {@code rated}, {@code withdrawn}, or {@code recount}, which is no event: only the totals are sent
   * @param traceparent the trace in which it was stored; null outside of one
   * @param scored the trace in which the checkpoint was scored; null where that is not known, and without a trace
   */
  public record Waiting(long outboxId, String studyId, String checkpointId, String arm, String kind, byte[] event,
      String traceparent, String scored) {
  }

  /** Adds a rating within the transaction of {@code handle}. */
  public void add(Handle handle, HumanRated rating) {
    insert(handle, rating.getStudyId(), rating.getCheckpointId(), rating.getArm(), "rated", rating.toByteArray());
  }

  /** Adds a withdrawal within the transaction of {@code handle}. */
  public void add(Handle handle, HumanWithdrawn withdrawal) {
    insert(handle, withdrawal.getStudyId(), null, null, "withdrawn", withdrawal.toByteArray());
  }

  /** Has the totals of a study sent again, which changed without a new rating, such as by an exclusion. */
  public void addRecount(Handle handle, String studyId) {
    insert(handle, studyId, null, null, "recount", new byte[0]);
  }

  private static void insert(Handle handle, String study, String checkpoint, String arm, String kind, byte[] event) {
    handle.createUpdate("""
        INSERT INTO outbox (study_id, checkpoint_id, arm, kind, event, traceparent)
        VALUES (:study, :checkpoint, :arm, :kind, :event, :trace)""")
        .bind("study", study).bind("checkpoint", checkpoint).bind("arm", arm).bind("kind", kind).bind("event", event)
        .bind("trace", Traces.current().orElse(null)).execute();
  }

  /** The oldest events, or none while another instance of the service sends: one sender keeps them in order. */
  List<Waiting> take(Handle handle, int limit) {
    var mine = handle.createQuery("SELECT pg_try_advisory_xact_lock(hashtext('human-eval.outbox'))")
        .mapTo(boolean.class).one();
    if (!mine) {
      return List.of();
    }
    waiting = handle.createQuery("SELECT count(*) FROM outbox").mapTo(long.class).one();
    return handle.createQuery("""
        SELECT outbox_id, study_id, checkpoint_id, arm, kind, event, traceparent,
          CASE WHEN traceparent IS NOT NULL THEN (SELECT evaluation.traceparent FROM evaluation
            WHERE evaluation.checkpoint_id = outbox.checkpoint_id AND evaluation.traceparent IS NOT NULL
            ORDER BY completed_at LIMIT 1) END AS scored
        FROM outbox ORDER BY outbox_id LIMIT :limit""")
        .bind("limit", limit).map(ConstructorMapper.of(Waiting.class)).list();
  }

  void remove(Handle handle, List<Waiting> sent) {
    handle.createUpdate("DELETE FROM outbox WHERE outbox_id IN (<ids>)")
        .bindList("ids", sent.stream().map(Waiting::outboxId).toList()).execute();
    waiting -= sent.size();
  }
}
