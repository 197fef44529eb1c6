package org.improvedgan.humaneval.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.improvedgan.events.v1.HumanRated;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Ratings on their way to Kafka: a row is written in the transaction that stores the answers and deleted in the one in
 * which Kafka has confirmed it. So a rating that was stored is sent, and one that was not stored never is.
 */
@ApplicationScoped
public class Outbox {
  private volatile long waiting;

  Outbox(MeterRegistry metrics) {
    Gauge.builder("human_eval_outbox_waiting", this, outbox -> outbox.waiting)
        .description("Ratings stored that Kafka has not confirmed yet").register(metrics);
  }

  /** One rating that waits. */
  public record Waiting(long outboxId, String studyId, String checkpointId, byte[] rating) {
  }

  /** Adds a rating within the transaction of {@code handle}. */
  public void add(Handle handle, HumanRated rating) {
    handle.createUpdate("INSERT INTO outbox (study_id, checkpoint_id, rating) VALUES (:study, :checkpoint, :rating)")
        .bind("study", rating.getStudyId()).bind("checkpoint", rating.getCheckpointId())
        .bind("rating", rating.toByteArray()).execute();
  }

  /** The oldest ratings, or none while another instance of the service sends: one sender keeps them in order. */
  List<Waiting> take(Handle handle, int limit) {
    var mine = handle.createQuery("SELECT pg_try_advisory_xact_lock(hashtext('human-eval.outbox'))")
        .mapTo(boolean.class).one();
    if (!mine) {
      return List.of();
    }
    waiting = handle.createQuery("SELECT count(*) FROM outbox").mapTo(long.class).one();
    return handle.createQuery("""
        SELECT outbox_id, study_id, checkpoint_id, rating FROM outbox ORDER BY outbox_id LIMIT :limit""")
        .bind("limit", limit).map(ConstructorMapper.of(Waiting.class)).list();
  }

  void remove(Handle handle, List<Waiting> sent) {
    handle.createUpdate("DELETE FROM outbox WHERE outbox_id IN (<ids>)")
        .bindList("ids", sent.stream().map(Waiting::outboxId).toList()).execute();
    waiting -= sent.size();
  }
}
