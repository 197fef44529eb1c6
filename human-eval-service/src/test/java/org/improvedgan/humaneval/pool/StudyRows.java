package org.improvedgan.humaneval.pool;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings;
import org.improvedgan.humaneval.study.StudySettings.Gold;
import org.improvedgan.humaneval.testing.TestSettings;
import org.jdbi.v3.core.Jdbi;

/** Studies, raters and sessions as rows, without all that leads to them. */
final class StudyRows {
  private final Jdbi jdbi;

  StudyRows(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  static Arm arm(String name, String checkpoint) {
    return new Arm(name, true, 0, checkpoint, null, null);
  }

  static Arm best(String checkpoint, double percent, int of) {
    return new Arm("best", true, 0, checkpoint, null, new Arm.Top(percent, of));
  }

  static StudySettings settings(int poolSize, Gold gold, Arm... arms) {
    var changed = new HashMap<String, Object>(Map.of("imagesPerRater", 10, "repeat", true, "poolSize", poolSize,
        "arms", arms));
    changed.put("gold", gold);
    return TestSettings.with(changed);
  }

  Study study(int poolSize, Gold gold, Arm... arms) {
    var id = "study-" + UUID.randomUUID();
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO study (study_id, settings, state) VALUES (:id, '{}', 'preparing')""").bind("id", id).execute());
    return new Study(id, settings(poolSize, gold, arms), Study.State.PREPARING, null, Instant.now(), null, null);
  }

  UUID rater(Study study) {
    var rater = UUID.randomUUID();
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO rater (rater_id, study_id, identity) VALUES (:rater, :study, decode(:identity, 'hex'))""")
        .bind("rater", rater).bind("study", study.studyId()).bind("identity", rater.toString().replace("-", ""))
        .execute());
    return rater;
  }

  /** A finished session of one page with these images. */
  void session(Study study, Pool pool, UUID rater, List<UUID> stimuli) {
    var id = UUID.randomUUID();
    jdbi.useTransaction(handle -> {
      handle.createUpdate("""
          INSERT INTO session (session_id, study_id, rater_id, arm, pool_id, state, platform)
          VALUES (:id, :study, :rater, 'any', :pool, 'finished', 'link')""")
          .bind("id", id).bind("study", study.studyId()).bind("rater", rater).bind("pool", pool.poolId()).execute();
      handle.createUpdate("""
          INSERT INTO page (page_id, session_id, number, kind, feedback) VALUES (:id, :id, 1, 'main', true)""")
          .bind("id", id).execute();
      var trials = handle.prepareBatch("""
          INSERT INTO trial (page_id, position, token, stimulus_id) VALUES (:id, :position, :token, :stimulus)""");
      for (var i = 0; i < stimuli.size(); i++) {
        trials.bind("id", id).bind("position", i).bind("token", UUID.randomUUID().toString())
            .bind("stimulus", stimuli.get(i)).add();
      }
      trials.execute();
    });
  }

  /** A stored image. */
  record Row(UUID stimulusId, boolean generated, boolean gold, long seed, long sourceIndex, byte[] png, int shown) {
  }

  List<Row> rows(Pool pool) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM stimulus WHERE pool_id = :pool")
        .bind("pool", pool.poolId()).map((row, context) -> new Row(row.getObject("stimulus_id", UUID.class),
            row.getBoolean("generated"), row.getBoolean("gold"), row.getLong("seed"), row.getLong("source_index"),
            row.getBytes("png"), row.getInt("shown"))).list());
  }
}
