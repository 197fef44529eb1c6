package org.improvedgan.humaneval.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.pool.StudyRows.Row;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.study.StudyCheck;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.metrics.InceptionContributions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The best images by their part in the Inception score. */
@HumanEvalTest
class TopShareTest {
  private static final int OF = 700;
  private static final int SIZE = 28 * 28;

  FakeSampler sampler;
  @Inject
  Jdbi jdbi;
  @Inject
  Pools pools;
  @Inject
  PoolStore store;

  @Test
  void exactlyTheBestImagesAreInThePool() {
    var rows = new StudyRows(jdbi);
    var arm = StudyRows.best("run-e0001", 2, OF);
    var study = rows.study(250, null, arm, StudyRows.arm("all", "run-e0001"));
    pools.prepare(study);
    var best = pools.current(study, arm);
    var seed = store.get(best.poolId()).seed();
    assertThat(indices(rows, best)).hasSize(14).isEqualTo(expected(seed, 14));
    assertThat(rows.rows(best)).as("with as many real ones").hasSize(28);
    assertThat(pools.current(study, study.settings().arm("all")).poolId()).isNotEqualTo(best.poolId());
  }

  @Test
  void aSmallerPoolHoldsSomeOfTheBestAtRandomAndGrowsByTheOthers() {
    var rows = new StudyRows(jdbi);
    var arm = StudyRows.best("run-e0001", 3, OF);
    var study = rows.study(8, null, arm);
    pools.prepare(study);
    var pool = pools.current(study, arm);
    var stored = store.get(pool.poolId());
    assertThat(indices(rows, pool)).hasSize(8).isSubsetOf(expected(stored.seed(), 21));
    var drawn = sampler.drawn();
    pools.ensure(study, pool, null, Collections.nCopies(21, true), 0);
    assertThat(sampler.drawn()).as("nothing is classified again").isEqualTo(drawn + 13);
    assertThat(indices(rows, pool)).isEqualTo(expected(stored.seed(), 21));
  }

  @Test
  void aSelectionNeedsOneCheckpointAndEnoughImages() {
    StudyCheck.check(StudyRows.settings(9, null, StudyRows.best("run-e0001", 0.29, 3500)));
    assertThatThrownBy(() -> StudyCheck.check(StudyRows.settings(9, null, StudyRows.best("run-e0001", 0.29, 3400))))
        .hasMessageContaining("needs 10 images").hasMessageContaining("has 9");
    assertThatThrownBy(() -> StudyCheck.check(StudyRows.settings(9, null, StudyRows.best("latest", 1, 50_000))))
        .hasMessageContaining("set its checkpoint to an id");
  }

  @Test
  void logitsInAFileAreThoseThatWereAdded() {
    try (var file = new LogitFile(3)) {
      file.add(new float[] {1, -2.5f, 3});
      file.add(new float[] {4, 5, Float.MIN_VALUE});
      assertThat(file.rows()).isEqualTo(2);
      assertThat(file.row(1)).containsExactly(4, 5, Float.MIN_VALUE);
      assertThat(file.row(0)).containsExactly(1, -2.5f, 3);
      assertThat(file.row(1)).containsExactly(4, 5, Float.MIN_VALUE);
    }
    assertThat(Generator.callSize(new ImageShape(1024, 1024, 3))).isEqualTo(1);
  }

  private static Set<Long> expected(long seed, int count) {
    var pixels = new byte[OF * SIZE];
    for (var i = 0; i < OF; i++) {
      System.arraycopy(FakeSampler.pixels(seed, i, SIZE), 0, pixels, i * SIZE, SIZE);
    }
    try (var classifier = BundledClassifiers.forDataset("drawn-digits", 1)) {
      var logits = classifier.logits(new Images(new ImageShape(28, 28, 1), OF, pixels));
      return Arrays.stream(InceptionContributions.ofLogits(logits).best(count)).asLongStream().boxed()
          .collect(Collectors.toSet());
    }
  }

  private static Set<Long> indices(StudyRows rows, Pool pool) {
    return rows.rows(pool).stream().filter(Row::generated).map(Row::sourceIndex).collect(Collectors.toSet());
  }
}
