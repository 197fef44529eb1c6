package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.pool.Stimuli.Stimulus;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.TestImages;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Draws images and adds them to pools, a few at a time, both kinds in equal number and mixed. The sampler is asked
 * outside of any transaction. Several services may fill one pool at once: what another has added is not added again.
 */
@ApplicationScoped
class PoolFiller {
  private final Jdbi jdbi;
  private final Generator generator;
  private final TestImages testImages;
  private final SecureRandom random = new SecureRandom();

  PoolFiller(Jdbi jdbi, Generator generator, TestImages testImages) {
    this.jdbi = jdbi;
    this.generator = generator;
    this.testImages = testImages;
  }

  /**
   * Brings the pool to at least {@code target} images of each kind.
   *
   * @throws Refusal where images of either kind run out
   */
  void fill(Study study, StoredPool stored, int target) {
    var pool = stored.pool();
    if (target > stored.limit()) {
      throw new Refusal(Reason.UNAVAILABLE, "The best images of " + pool.checkpointId() + " are " + stored.limit()
          + ", and " + target + " are needed: choose them from more images, or choose a larger share.");
    }
    var real = testImages.of(pool.dataset());
    var step = Generator.callSize(real.shape());
    for (var have = count(pool).generated(); have < target; have = count(pool).generated()) {
      var indices = stored.indices(have, Math.min(target, have + step));
      var generated = generator.draw(stored.checkpoint(real.shape()), stored.seed(), indices);
      var before = have;
      jdbi.useTransaction(handle -> {
        Stimuli.lock(handle, study.studyId());
        if (Stimuli.count(handle, pool.poolId()).generated() == before) {
          add(handle, study, stored, indices, generated, real);
        }
      });
    }
  }

  /** Brings the pool to at least {@code target} gold items. */
  void fillGold(Study study, StoredPool stored, int target) {
    var pool = stored.pool();
    var real = testImages.of(pool.dataset());
    var gold = new GoldItems(generator, study.settings().gold(), stored.seed() + 1);
    var step = Generator.callSize(real.shape());
    for (var have = count(pool).gold(); have < target; have = count(pool).gold()) {
      var items = gold.draw(have, Math.min(target, have + step), real);
      var before = have;
      jdbi.useTransaction(handle -> {
        Stimuli.lock(handle, study.studyId());
        if (Stimuli.count(handle, pool.poolId()).gold() == before) {
          Stimuli.insert(handle, pool.poolId(), items);
        }
      });
    }
  }

  /** How many images the pool has. */
  Stimuli.Counts count(Pool pool) {
    return jdbi.withHandle(handle -> Stimuli.count(handle, pool.poolId()));
  }

  private void add(Handle handle, Study study, StoredPool stored, long[] indices, Images generated, Images real) {
    var pool = stored.pool();
    List<Stimulus> stimuli = new ArrayList<>();
    for (var i = 0; i < indices.length; i++) {
      stimuli.add(new Stimulus(true, false, stored.seed(), indices[i],
          Png.encodeUncompressed(generated.shape(), generated.image(i))));
    }
    for (int index : realIndices(handle, study, pool, real.count(), indices.length)) {
      stimuli.add(new Stimulus(false, false, 0, index, Png.encodeUncompressed(real.shape(), real.image(index))));
    }
    // Where an image lies among the others must not tell what it is.
    Collections.shuffle(stimuli, random);
    Stimuli.insert(handle, pool.poolId(), stimuli);
  }

  /**
   * Real images that no pool of this study has. A study that follows a run may meet more checkpoints than its test
   * split has images for: then those come again that the fewest pools have, but never for a rater who saw them.
   */
  private List<Integer> realIndices(Handle handle, Study study, Pool pool, int images, int wanted) {
    var uses = Stimuli.uses(handle, pool);
    var most = study.settings().arms().stream().anyMatch(Arm::follows) ? Integer.MAX_VALUE - 1 : 0;
    List<Integer> free = new ArrayList<>(IntStream.range(0, images)
        .filter(index -> uses.getOrDefault(index, 0) <= most).boxed().toList());
    if (free.size() < wanted) {
      throw new Refusal(Reason.UNAVAILABLE, "The test split of " + pool.dataset() + " has " + images
          + " images, of which " + free.size() + " are left for this study, and " + wanted
          + " are needed: ask each rater about fewer images, or start another study.");
    }
    Collections.shuffle(free, random);
    free.sort(Comparator.comparing(index -> uses.getOrDefault(index, 0)));
    return free.subList(0, wanted);
  }
}
