package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.improvedgan.events.LogIds;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.humaneval.source.TestImages;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The images that a study shows. Arms of one checkpoint and one selection share a pool: their raters see the same
 * images, so that only what the arms differ in can make a difference.
 */
@ApplicationScoped
public class Pools {
  private static final Logger LOG = Logger.getLogger(Pools.class);
  /** Gold items for so many sessions of one rater are drawn at the beginning. */
  private static final int GOLD_SESSIONS = 4;
  private static final Stimuli.Counts NOTHING = new Stimuli.Counts(0, 0, 0);

  private final Jdbi jdbi;
  private final PoolStore store;
  private final PoolFiller filler;
  private final TopShare topShare;
  private final Resolutions resolutions;
  private final Generator generator;
  private final TestImages testImages;
  private final SecureRandom random = new SecureRandom();
  private final Map<Key, Object> locks = new ConcurrentHashMap<>();

  Pools(Jdbi jdbi, PoolStore store, PoolFiller filler, TopShare topShare, Resolutions resolutions, Generator generator,
      TestImages testImages) {
    this.jdbi = jdbi;
    this.store = store;
    this.filler = filler;
    this.topShare = topShare;
    this.resolutions = resolutions;
    this.generator = generator;
    this.testImages = testImages;
  }

  private record Key(String studyId, String checkpointId, Arm.Top top) {
  }

  /**
   * Draws everything that the study needs, for all arms but those that follow {@code latest} or {@code best}; takes
   * minutes where the best images are to be chosen. What was already drawn is kept.
   *
   * @throws Refusal if that is impossible; the sentence says what to change
   */
  public void prepare(Study study) {
    Map<Key, SampledCheckpoint> wanted = new LinkedHashMap<>();
    for (var arm : study.settings().arms()) {
      if (!arm.follows()) {
        var checkpoint = generator.patiently(() -> generator.resolve(arm.checkpoint(), null));
        wanted.put(new Key(study.studyId(), checkpoint.checkpointId(), arm.top()), checkpoint);
      }
    }
    requireEnoughReal(study, wanted);
    store.reset(study.studyId(), wanted.keySet().stream()
        .flatMap(key -> store.find(key.studyId(), key.checkpointId(), key.top()).stream())
        .map(stored -> stored.pool().poolId()).toList());
    wanted.forEach((key, checkpoint) -> generator.patiently(() -> make(study, key, checkpoint)));
  }

  /**
   * The pool from which a session of this arm takes its images. Where the arm follows {@code latest} or {@code best}
   * and a new checkpoint has come, its pool is made first. While the sampler is away, an arm that follows
   * {@code latest} goes on with the newest pool.
   *
   * @throws Refusal where there is none and none can be made
   */
  public Pool current(Study study, Arm arm) {
    if (!arm.follows()) {
      return store.find(study.studyId(), arm.checkpoint(), arm.top()).filter(StoredPool::ready).map(StoredPool::pool)
          .orElseGet(() -> find(study, arm, generator.resolve(arm.checkpoint(), null)));
    }
    try {
      return find(study, arm, resolutions.resolve(arm.checkpoint(), arm.run()));
    } catch (Refusal e) {
      if (!Generator.away(e) || !arm.checkpoint().equals("latest")) {
        throw e;
      }
      return store.newest(study.studyId(), arm.run(), arm.top()).orElseThrow(() -> e);
    }
  }

  /**
   * Makes sure that {@link #take} will find images, and grows the pool if need be. May ask the sampler: call it before
   * the transaction, not in it.
   *
   * @param raterId null for somebody who has seen nothing yet
   * @param kinds as for {@link #take}, without gold items
   * @param gold how many gold items
   * @throws Refusal if the pool cannot grow: the checkpoint was pruned, or the dataset has no more real images
   */
  public void ensure(Study study, Pool pool, UUID raterId, List<Boolean> kinds, int gold) {
    var generated = Collections.frequency(kinds, true);
    var wanted = new Stimuli.Counts(generated, kinds.size() - generated, gold);
    try {
      for (var missing = missing(pool, raterId, wanted); !missing.equals(NOTHING);
          missing = missing(pool, raterId, wanted)) {
        var stored = store.get(pool.poolId());
        var have = filler.count(pool);
        filler.fill(study, stored, have.generated() + Math.max(missing.generated(), missing.real()));
        filler.fillGold(study, stored, have.gold() + missing.gold());
      }
    } catch (Refusal e) {
      if (raterId == null || Generator.away(e)) {
        throw e;
      }
      LOG.warnf("The images of %s for the study %s: %s", pool.checkpointId(), study.studyId(), e.getMessage());
      throw exhausted(e);
    }
  }

  /**
   * Images for one session: each unseen by this rater in all sessions, the least drawn first, ties at random. They
   * count as drawn when the transaction is committed. {@link #ensure} is called before.
   *
   * @param kinds true for generated; gold items are never real
   * @return a stimulus for each, in this order
   * @throws Refusal if the rater has seen what the pool has
   */
  public List<UUID> take(Handle handle, Pool pool, UUID raterId, List<Boolean> kinds, boolean gold) {
    var generated = Collections.frequency(kinds, true);
    var real = kinds.size() - generated;
    // Of each kind as many are drawn and counted as there are images in all: both wear off alike, whatever the coins
    // say. Otherwise the kind that came up more often so far would be one showing ahead, and raters who compare what
    // they saw could tell by how often others saw an image.
    var taken = Stimuli.take(handle, pool, raterId, gold, gold ? generated : kinds.size(), gold ? real : kinds.size());
    if (taken.generated().size() < generated || taken.real().size() < real) {
      throw exhausted(null);
    }
    Collections.shuffle(taken.generated(), random);
    Collections.shuffle(taken.real(), random);
    var fakes = taken.generated().iterator();
    var reals = taken.real().iterator();
    return kinds.stream().map(kind -> kind ? fakes.next() : reals.next()).toList();
  }

  /** Real images that were added may be known to this rater from another pool: then still more are missing. */
  private Stimuli.Counts missing(Pool pool, UUID raterId, Stimuli.Counts wanted) {
    var available = jdbi.withHandle(handle -> Stimuli.available(handle, pool, raterId, wanted));
    return new Stimuli.Counts(wanted.generated() - available.generated(), wanted.real() - available.real(),
        wanted.gold() - available.gold());
  }

  private static Refusal exhausted(Refusal cause) {
    return new Refusal(Reason.TAKEN_PART, "You have seen all images that this study has for you; thank you.", cause);
  }

  private Pool find(Study study, Arm arm, SampledCheckpoint checkpoint) {
    var key = new Key(study.studyId(), checkpoint.checkpointId(), arm.top());
    return store.find(key.studyId(), key.checkpointId(), key.top()).filter(StoredPool::ready).map(StoredPool::pool)
        .orElseGet(() -> make(study, key, checkpoint));
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private Pool make(Study study, Key key, SampledCheckpoint checkpoint) {
    try (var ids = LogIds.ofCheckpoint(checkpoint.runId(), checkpoint.checkpointId()).study(study.studyId())) {
      return makeOnce(study, key, checkpoint);
    }
  }

  private Pool makeOnce(Study study, Key key, SampledCheckpoint checkpoint) {
    synchronized (locks.computeIfAbsent(key, unknown -> new Object())) {
      var known = store.find(key.studyId(), key.checkpointId(), key.top());
      if (known.filter(StoredPool::ready).isEmpty()) {
        var real = testImages.of(checkpoint.dataset());
        if (!real.shape().equals(checkpoint.shape())) {
          throw new Refusal(Reason.UNAVAILABLE, "The images of checkpoint " + checkpoint.checkpointId() + " are "
              + checkpoint.shape() + ", those of " + checkpoint.dataset() + " are " + real.shape()
              + ": they cannot be judged side by side.");
        }
        var stored = chosen(checkpoint,
            store.findOrCreate(key.studyId(), checkpoint, key.top(), random.nextLong() >>> 1));
        filler.fill(study, stored, Math.min(size(study, key.top()), real.count()));
        var gold = study.settings().gold();
        filler.fillGold(study, stored, gold == null ? 0 : GOLD_SESSIONS * gold.images());
        store.markReady(stored.pool().poolId());
        LOG.infof("The images of %s for the study %s are ready.", key.checkpointId(), key.studyId());
      }
      return store.find(key.studyId(), key.checkpointId(), key.top()).orElseThrow().pool();
    }
  }

  private StoredPool chosen(SampledCheckpoint checkpoint, StoredPool stored) {
    if (stored.top() == null || stored.chosen() != null) {
      return stored;
    }
    store.choose(stored.pool().poolId(), topShare.choose(checkpoint, stored.seed(), stored.top()));
    return store.get(stored.pool().poolId());
  }

  private static int size(Study study, Arm.Top top) {
    return top == null ? study.settings().poolSize() : Math.min(study.settings().poolSize(), top.images());
  }

  private void requireEnoughReal(Study study, Map<Key, SampledCheckpoint> wanted) {
    Map<String, Integer> needed = new LinkedHashMap<>();
    wanted.forEach((key, checkpoint) -> needed.merge(checkpoint.dataset(), size(study, key.top()), Integer::sum));
    needed.forEach((dataset, images) -> {
      var available = testImages.of(dataset).count();
      if (images > available) {
        var pools = Stream.of(wanted).flatMap(all -> all.values().stream())
            .filter(checkpoint -> checkpoint.dataset().equals(dataset)).count();
        throw new Refusal(Reason.MALFORMED, "The test split of " + dataset + " has " + available + " images; the study "
            + "needs " + images + ": lower poolSize to " + available / pools + " or compare fewer checkpoints.");
      }
    });
  }
}
