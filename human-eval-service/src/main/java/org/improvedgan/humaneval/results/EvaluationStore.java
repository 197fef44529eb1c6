package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The scores of checkpoints in PostgreSQL. */
@ApplicationScoped
class EvaluationStore {
  private final Jdbi jdbi;

  EvaluationStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One evaluation of a checkpoint.
   *
   * @param protocol ScoreProtocol as Protobuf
   * @param inceptionScore null where there is none; likewise {@code fid}
   */
  public record Evaluation(String checkpointId, byte[] protocol, Double inceptionScore, Double fid) {
  }

  /**
   * Stores an evaluation of a checkpoint; one that is known already changes nothing.
   *
   * @param traceparent the trace in which it was scored; null outside of one
   */
  void insert(EvaluationCompleted evaluation, String traceparent) {
    var at = evaluation.getCompletedAt();
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO evaluation
          (evaluation_id, checkpoint_id, protocol, inception_score, fid, completed_at, traceparent)
        VALUES (:id, :checkpoint, :protocol, :score, :fid, :at, :trace) ON CONFLICT (evaluation_id) DO NOTHING""")
        .bind("id", evaluation.getEvaluationId()).bind("checkpoint", evaluation.getCheckpoint().getCheckpointId())
        .bind("protocol", evaluation.getProtocol().toByteArray())
        .bind("score", evaluation.hasInceptionScore() ? evaluation.getInceptionScore().getMean() : null)
        .bind("fid", evaluation.hasFid() ? evaluation.getFid().getValue() : null)
        .bind("at", Instant.ofEpochSecond(at.getSeconds(), at.getNanos())).bind("trace", traceparent).execute());
  }

  /** Evaluations of these checkpoints, the latest first. */
  List<Evaluation> of(Handle handle, Collection<String> checkpoints) {
    return checkpoints.isEmpty() ? List.of() : handle.createQuery("""
        SELECT checkpoint_id, protocol, inception_score, fid FROM evaluation
        WHERE checkpoint_id IN (<checkpoints>) ORDER BY completed_at DESC, evaluation_id""")
        .bindList("checkpoints", List.copyOf(checkpoints)).map(ConstructorMapper.of(Evaluation.class)).list();
  }
}
