package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.source.GeneratedImages;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.RealImages;
import org.improvedgan.humaneval.source.TestImages;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** First version. */
@ApplicationScoped
public class Pools {
  private static final RowMapper<Pool> POOL = ConstructorMapper.of(Pool.class);

  private final Jdbi jdbi;
  private final Generator generator;
  private final TestImages testImages;
  private final SecureRandom random = new SecureRandom();

  Pools(Jdbi jdbi, Generator generator, TestImages testImages) {
    this.jdbi = jdbi;
    this.generator = generator;
    this.testImages = testImages;
  }

  public void prepare(Study study) {
    study.settings().arms().forEach(arm -> current(study, arm));
  }

  public Pool current(Study study, Arm arm) {
    var checkpoint = generator.resolve(arm.checkpoint(), arm.run());
    return find(study.studyId(), checkpoint.checkpointId()).orElseGet(() -> create(study, arm));
  }

  public void ensure(Pool pool, UUID raterId, int count) {
  }

  public List<UUID> take(Handle handle, Pool pool, UUID raterId, List<Boolean> kinds, boolean gold) {
    var ids = new ArrayList<UUID>();
    for (var generated : kinds) {
      var id = handle.createQuery("""
          SELECT stimulus_id FROM stimulus WHERE pool_id = :pool AND generated = :generated AND gold = :gold
            AND NOT stimulus_id = ANY (:taken) AND NOT EXISTS (
              SELECT FROM trial JOIN page USING (page_id) JOIN session USING (session_id)
              WHERE trial.stimulus_id = stimulus.stimulus_id AND rater_id = :rater)
          ORDER BY shown, random() LIMIT 1""")
          .bind("pool", pool.poolId()).bind("generated", generated).bind("gold", gold).bind("rater", raterId)
          .bindArray("taken", UUID.class, ids).mapTo(UUID.class).findOne()
          .orElseThrow(() -> new Refusal(Reason.UNAVAILABLE, "There are not enough images."));
      handle.createUpdate("UPDATE stimulus SET shown = shown + 1 WHERE stimulus_id = :id").bind("id", id).execute();
      ids.add(id);
    }
    return ids;
  }

  private java.util.Optional<Pool> find(String studyId, String checkpointId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT pool_id, study_id, checkpoint_id, run_id, epoch, dataset, height, width FROM pool
        WHERE study_id = :study AND checkpoint_id = :checkpoint""")
        .bind("study", studyId).bind("checkpoint", checkpointId).map(POOL).findOne());
  }

  private Pool create(Study study, Arm arm) {
    var count = study.settings().poolSize();
    var generated = generator.draw(arm.checkpoint(), arm.run(), random.nextLong() >>> 1, count);
    var real = testImages.draw(generated.checkpoint().dataset(), count, random);
    if (!real.images().shape().equals(generated.images().shape())) {
      throw new Refusal(Reason.UNAVAILABLE, "The images of checkpoint " + generated.checkpoint().checkpointId()
          + " are " + generated.images().shape() + ", those of " + generated.checkpoint().dataset() + " are "
          + real.images().shape() + ": they cannot be judged side by side.");
    }
    return jdbi.inTransaction(handle -> store(handle, study, generated, real));
  }

  private Pool store(Handle handle, Study study, GeneratedImages generated, RealImages real) {
    var shape = generated.images().shape();
    var id = UUID.randomUUID();
    var inserted = handle.createUpdate("""
        INSERT INTO pool (pool_id, study_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, height, width)
        VALUES (:pool, :study, :checkpointId, :runId, :epoch, :dataset, :sha, :height, :width) ON CONFLICT DO NOTHING""")
        .bind("pool", id).bind("study", study.studyId()).bindMethods(generated.checkpoint())
        .bind("sha", generated.generatorSha256()).bind("height", shape.height()).bind("width", shape.width()).execute();
    if (inserted == 1) {
      add(handle, id, generated.images(), generated.seed(), null);
      add(handle, id, real.images(), 0, real.indices());
    }
    return find(study.studyId(), generated.checkpoint().checkpointId()).orElseThrow();
  }

  private void add(Handle handle, UUID pool, Images images, long seed, long[] indices) {
    var batch = handle.prepareBatch("""
        INSERT INTO stimulus (pool_id, generated, seed, source_index, png) VALUES (:pool, :generated, :seed, :index, :png)""");
    for (var i = 0; i < images.count(); i++) {
      batch.bind("pool", pool).bind("generated", indices == null).bind("seed", seed)
          .bind("index", indices == null ? i : indices[i])
          .bind("png", Png.encodeUncompressed(images.shape(), images.image(i))).add();
    }
    batch.execute();
  }
}
