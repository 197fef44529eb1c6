package org.improvedgan.humaneval.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Images of pools in PostgreSQL; everything within a transaction of the caller's. */
final class Stimuli {
  /** What a rater was given in any session, and the real images by what they show: pools may share those. */
  private static final String SEEN = """
      WITH seen AS MATERIALIZED (
        SELECT stimulus.stimulus_id, stimulus.generated, stimulus.source_index, seen_pool.dataset
        FROM session JOIN page USING (session_id) JOIN trial USING (page_id) JOIN stimulus USING (stimulus_id)
          JOIN pool AS seen_pool ON seen_pool.pool_id = stimulus.pool_id
        WHERE session.rater_id = :rater::uuid
      )""";
  private static final String UNSEEN = """
      pool_id = :pool AND stimulus_id NOT IN (SELECT stimulus_id FROM seen)
      AND (generated OR source_index NOT IN
        (SELECT source_index FROM seen WHERE NOT generated AND dataset = :dataset))""";

  private Stimuli() {
  }

  /** One image to be stored. */
  record Stimulus(boolean generated, boolean gold, long seed, long sourceIndex, byte[] png) {
  }

  /** Numbers of images; a pool has as many real as generated ones, and any number of gold items. */
  record Counts(int generated, int real, int gold) {
  }

  /** Lets no other service add images to this study's pools until the transaction ends. */
  static void lock(Handle handle, String studyId) {
    handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('pool/' || :study, 0))::text")
        .bind("study", studyId).mapTo(String.class).one();
  }

  static void insert(Handle handle, UUID poolId, List<Stimulus> stimuli) {
    var batch = handle.prepareBatch("""
        INSERT INTO stimulus (pool_id, generated, gold, seed, source_index, png)
        VALUES (:pool, :generated, :gold, :seed, :sourceIndex, :png)""");
    stimuli.forEach(stimulus -> batch.bind("pool", poolId).bind("generated", stimulus.generated())
        .bind("gold", stimulus.gold()).bind("seed", stimulus.seed()).bind("sourceIndex", stimulus.sourceIndex())
        .bind("png", stimulus.png()).add());
    batch.execute();
  }

  static Counts count(Handle handle, UUID poolId) {
    return handle.createQuery("""
        SELECT count(*) FILTER (WHERE generated AND NOT gold), count(*) FILTER (WHERE NOT generated),
          count(*) FILTER (WHERE gold)
        FROM stimulus WHERE pool_id = :pool""")
        .bind("pool", poolId).map((row, context) -> new Counts(row.getInt(1), row.getInt(2), row.getInt(3))).one();
  }

  /** How many of so many wanted images there are that this rater was never given; null: a rater who is new. */
  static Counts available(Handle handle, Pool pool, UUID raterId, Counts wanted) {
    return handle.createQuery(SEEN + """

        SELECT
          (SELECT count(*) FROM (SELECT FROM stimulus WHERE generated AND NOT gold AND %1$s LIMIT :generated) AS a),
          (SELECT count(*) FROM (SELECT FROM stimulus WHERE NOT generated AND NOT gold AND %1$s LIMIT :real) AS b),
          (SELECT count(*) FROM (SELECT FROM stimulus WHERE generated AND gold AND %1$s LIMIT :gold) AS c)"""
        .formatted(UNSEEN))
        .bind("pool", pool.poolId()).bind("dataset", pool.dataset()).bind("rater", raterId)
        .bind("generated", wanted.generated()).bind("real", wanted.real()).bind("gold", wanted.gold())
        .map((row, context) -> new Counts(row.getInt(1), row.getInt(2), row.getInt(3))).one();
  }

  /** In how many pools of the study each real image is, by its index; those of {@code pool} itself are out of reach. */
  static Map<Integer, Integer> uses(Handle handle, Pool pool) {
    Map<Integer, Integer> uses = new HashMap<>();
    handle.createQuery("""
        SELECT source_index, count(*), bool_or(pool_id = :pool) FROM stimulus JOIN pool USING (pool_id)
        WHERE study_id = :study AND dataset = :dataset AND NOT generated GROUP BY 1""")
        .bind("pool", pool.poolId()).bind("study", pool.studyId()).bind("dataset", pool.dataset())
        .map((row, context) -> uses.put(row.getInt(1), row.getBoolean(3) ? Integer.MAX_VALUE : row.getInt(2))).list();
    return uses;
  }

  /** Images that were taken, by kind; fewer than wanted where there are no more. */
  record Taken(List<UUID> generated, List<UUID> real) {
  }

  /** The least shown that this rater was never given, and counts them as shown. */
  static Taken take(Handle handle, Pool pool, UUID raterId, boolean gold, int generated, int real) {
    var taken = new Taken(new ArrayList<>(), new ArrayList<>());
    handle.createQuery(SEEN + """
        , taken AS MATERIALIZED (
          (SELECT stimulus_id FROM stimulus WHERE generated AND gold = :gold AND %1$s
            ORDER BY shown, lot LIMIT :generated)
          UNION ALL (SELECT stimulus_id FROM stimulus WHERE NOT generated AND gold = :gold AND %1$s
            ORDER BY shown, lot LIMIT :real)
        )
        UPDATE stimulus SET shown = shown + 1, lot = random() WHERE stimulus_id IN (SELECT stimulus_id FROM taken)
        RETURNING stimulus_id, generated""".formatted(UNSEEN))
        .bind("pool", pool.poolId()).bind("dataset", pool.dataset()).bind("rater", raterId).bind("gold", gold)
        .bind("generated", generated).bind("real", real)
        .map((row, context) -> (row.getBoolean(2) ? taken.generated() : taken.real())
            .add(row.getObject(1, UUID.class))).list();
    return taken;
  }
}
