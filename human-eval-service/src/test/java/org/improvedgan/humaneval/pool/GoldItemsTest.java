package org.improvedgan.humaneval.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.pool.StudyRows.Row;
import org.improvedgan.humaneval.source.TestImages;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.StudySettings.Gold;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Png;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Items whose right answer is obvious. */
@HumanEvalTest
class GoldItemsTest {
  private static final Arm FIRST = StudyRows.arm("first", "run-e0001");
  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);

  FakeSampler sampler;
  @Inject
  Jdbi jdbi;
  @Inject
  Pools pools;
  @Inject
  TestImages testImages;

  private StudyRows rows;

  @BeforeEach
  void rows() {
    rows = new StudyRows(jdbi);
  }

  @AfterEach
  void reset() {
    sampler.serve(FakeSampler.FIRST);
  }

  @Test
  void withoutACheckpointTheyAreRealImagesWithTheirPixelsShuffled() {
    var study = rows.study(10, new Gold(5, null, 1), FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var gold = gold(pool);
    assertThat(gold).hasSize(20).allMatch(Row::generated);
    assertThat(rows.rows(pool)).hasSize(40).extracting(row -> row.png().length).as("all of one length")
        .containsOnly(gold.get(0).png().length);
    for (var item : gold) {
      var original = testImages.of("drawn-digits").image((int) item.sourceIndex());
      var shuffled = Png.decode(item.png()).pixels();
      assertThat(shuffled).isNotEqualTo(original);
      Arrays.sort(original);
      Arrays.sort(shuffled);
      assertThat(shuffled).as("the same pixels").isEqualTo(original);
    }
  }

  @Test
  void withACheckpointTheyAreItsImages() {
    sampler.serve(FakeSampler.checkpoint("run-e0000", 0), FakeSampler.FIRST);
    var study = rows.study(10, new Gold(3, "run-e0000", 1), FIRST);
    pools.prepare(study);
    var gold = gold(pools.current(study, FIRST));
    assertThat(gold).hasSize(12).allSatisfy(item -> assertThat(item.png()).isEqualTo(
        Png.encodeUncompressed(SHAPE, FakeSampler.pixels(item.seed(), item.sourceIndex(), SHAPE.size()))));
    var gone = rows.study(10, new Gold(3, "run-e0009", 1), FIRST);
    assertThatThrownBy(() -> pools.prepare(gone)).isInstanceOf(Refusal.class).hasMessageContaining("run-e0009");
    sampler.serve(FakeSampler.FIRST, FakeSampler.checkpoint("large", 0).toBuilder().setHeight(32).build());
    var large = rows.study(10, new Gold(3, "large", 1), FIRST);
    assertThatThrownBy(() -> pools.prepare(large)).isInstanceOf(Refusal.class).hasMessageContaining("32x28x1");
  }

  @Test
  void aRaterNeverMeetsOneTwiceAndTheyAreMadeAsTheyAreNeeded() {
    var study = rows.study(10, new Gold(4, null, 1), FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var rater = rows.rater(study);
    Set<UUID> seen = new HashSet<>();
    for (var session = 1; session <= 6; session++) {
      pools.ensure(study, pool, rater, List.of(), 4);
      var taken = jdbi.inTransaction(handle -> pools.take(handle, pool, rater, Collections.nCopies(4, true), true));
      seen.addAll(taken);
      assertThat(seen).hasSize(4 * session);
      rows.session(study, pool, rater, taken);
    }
    assertThat(gold(pool)).extracting(Row::stimulusId).containsExactlyInAnyOrderElementsOf(seen);
  }

  private List<Row> gold(Pool pool) {
    return rows.rows(pool).stream().filter(Row::gold).toList();
  }
}
