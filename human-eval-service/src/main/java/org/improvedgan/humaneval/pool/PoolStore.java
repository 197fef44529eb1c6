package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.humaneval.study.Arm;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Pools in PostgreSQL, without their images. */
@ApplicationScoped
class PoolStore {
  private static final String SELECT = "SELECT * FROM pool ";
  private static final String KEY = """
      WHERE study_id = :study AND checkpoint_id = :checkpoint AND top_percent = :percent AND top_of = :of""";

  private final Jdbi jdbi;

  PoolStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<StoredPool> find(String studyId, String checkpointId, Arm.Top top) {
    return jdbi.withHandle(handle -> find(handle, studyId, checkpointId, top));
  }

  StoredPool get(UUID poolId) {
    return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE pool_id = :pool").bind("pool", poolId)
        .map((row, context) -> pool(row)).one());
  }

  /** The pool of the checkpoint that was made last and is ready. */
  Optional<Pool> newest(String studyId, String run, Arm.Top top) {
    return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
        WHERE study_id = :study AND ready AND top_percent = :percent AND top_of = :of
          AND (:run::text IS NULL OR run_id = :run) ORDER BY created_at DESC LIMIT 1""")
        .bind("study", studyId).bind("percent", percent(top)).bind("of", of(top)).bind("run", run)
        .map((row, context) -> pool(row).pool()).findOne());
  }

  /** An empty pool, or the one that is there. */
  StoredPool findOrCreate(String studyId, SampledCheckpoint checkpoint, Arm.Top top, long seed) {
    return jdbi.inTransaction(handle -> {
      handle.createUpdate("""
          INSERT INTO pool (study_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, top_percent, top_of,
            height, width, seed)
          VALUES (:study, :checkpointId, :runId, :epoch, :dataset, :generatorSha256, :percent, :of,
            :height, :width, :seed)
          ON CONFLICT DO NOTHING""")
          .bind("study", studyId).bindMethods(checkpoint).bind("percent", percent(top)).bind("of", of(top))
          .bind("height", checkpoint.shape().height()).bind("width", checkpoint.shape().width()).bind("seed", seed)
          .execute();
      return find(handle, studyId, checkpoint.checkpointId(), top).orElseThrow();
    });
  }

  /** Keeps which images were selected, unless another service was faster. */
  void choose(UUID poolId, long[] chosen) {
    jdbi.useHandle(handle -> handle.createUpdate("""
        UPDATE pool SET chosen = :chosen WHERE pool_id = :pool AND chosen IS NULL""")
        .bindArray("chosen", Long.class, Arrays.stream(chosen).boxed().toList()).bind("pool", poolId).execute());
  }

  void markReady(UUID poolId) {
    jdbi.useHandle(handle -> handle.createUpdate("UPDATE pool SET ready = true WHERE pool_id = :pool")
        .bind("pool", poolId).execute());
  }

  /**
   * Prepares for settings that may have changed since the last attempt: of the pools that nobody was shown anything of,
   * those that are not {@code wanted} go, and the others become unready and lose their gold items.
   */
  void reset(String studyId, Collection<UUID> wanted) {
    jdbi.useTransaction(handle -> {
      var unused = handle.createQuery("""
          SELECT pool_id FROM pool WHERE study_id = :study
            AND NOT EXISTS (SELECT FROM session WHERE session.pool_id = pool.pool_id)""")
          .bind("study", studyId).mapTo(UUID.class).list();
      handle.createUpdate("DELETE FROM pool WHERE pool_id = ANY (:unused) AND pool_id <> ALL (:wanted)")
          .bindArray("unused", UUID.class, unused).bindArray("wanted", UUID.class, wanted).execute();
      handle.createUpdate("DELETE FROM stimulus WHERE pool_id = ANY (:unused) AND gold")
          .bindArray("unused", UUID.class, unused).execute();
      handle.createUpdate("UPDATE pool SET ready = false WHERE pool_id = ANY (:unused)")
          .bindArray("unused", UUID.class, unused).execute();
    });
  }

  private static Optional<StoredPool> find(Handle handle, String studyId, String checkpointId, Arm.Top top) {
    return handle.createQuery(SELECT + KEY).bind("study", studyId).bind("checkpoint", checkpointId)
        .bind("percent", percent(top)).bind("of", of(top)).map((row, context) -> pool(row)).findOne();
  }

  private static StoredPool pool(ResultSet row) throws SQLException {
    var pool = new Pool(row.getObject("pool_id", UUID.class), row.getString("study_id"), row.getString("checkpoint_id"),
        row.getString("run_id"), row.getInt("epoch"), row.getString("dataset"), row.getInt("height"),
        row.getInt("width"));
    var top = row.getInt("top_of") == 0 ? null : new Arm.Top(row.getDouble("top_percent"), row.getInt("top_of"));
    var chosen = row.getArray("chosen");
    return new StoredPool(pool, row.getString("generator_sha256"), top, row.getLong("seed"), chosen == null ? null
        : Arrays.stream((Long[]) chosen.getArray()).mapToLong(Long::longValue).toArray(), row.getBoolean("ready"));
  }

  private static double percent(Arm.Top top) {
    return top == null ? 0 : top.percent();
  }

  private static int of(Arm.Top top) {
    return top == null ? 0 : top.of();
  }
}
