package org.improvedgan.humaneval.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.pool.StudyRows.Row;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.TestImages;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Png;
import org.improvedgan.sampler.v1.Checkpoint;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which images a study shows, and to whom. */
@HumanEvalTest
class PoolsTest {
  private static final Checkpoint SECOND = FakeSampler.checkpoint("run-e0002", 2);
  private static final Arm LATEST = StudyRows.arm("latest", "latest");
  private static final Arm FIRST = StudyRows.arm("first", "run-e0001");

  FakeSampler sampler;
  @Inject
  Jdbi jdbi;
  @Inject
  Pools pools;
  @Inject
  PoolStore store;
  @Inject
  PoolFiller filler;
  @Inject
  TopShare topShare;
  @Inject
  Resolutions resolutions;
  @Inject
  Generator generator;
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
    sampler.broken(false);
  }

  @Test
  void armsOfOneCheckpointShareTheirImagesAndNoRealOneIsInTwoPools() {
    sampler.serve(FakeSampler.FIRST, SECOND);
    var study = rows.study(40, null, FIRST, StudyRows.arm("no-feedback", "run-e0001"),
        StudyRows.arm("second", "run-e0002"));
    pools.prepare(study);
    var first = pools.current(study, study.settings().arm("first"));
    var second = pools.current(study, study.settings().arm("second"));
    assertThat(pools.current(study, study.settings().arm("no-feedback"))).isEqualTo(first);
    assertThat(second.poolId()).isNotEqualTo(first.poolId());
    assertThat(first).isEqualTo(
        new Pool(first.poolId(), study.studyId(), "run-e0001", "run", 1, "drawn-digits", 28, 28));
    assertThat(ofKind(first, true)).hasSize(40);
    assertThat(ofKind(second, true)).hasSize(40);
    assertThat(indices(ofKind(first, false))).hasSize(40).doesNotContainAnyElementsOf(
        indices(ofKind(second, false)));
    assertThat(indices(ofKind(second, false))).hasSize(40);
    rows.rows(first).forEach(this::assertTrueToItsSource);
    assertThat(rows.rows(first)).extracting(row -> row.png().length).as("all of one length").containsOnly(
        rows.rows(second).get(0).png().length);
  }

  @Test
  void preparingAgainDrawsNothingAgainAndDropsWhatNewSettingsDoNotWant() {
    sampler.serve(FakeSampler.FIRST, SECOND);
    var study = rows.study(20, null, FIRST);
    pools.prepare(study);
    var drawn = sampler.drawn();
    pools.prepare(study);
    assertThat(sampler.drawn()).isEqualTo(drawn);
    assertThat(rows.rows(pools.current(study, FIRST))).hasSize(40);

    var changed = new Study(study.studyId(), StudyRows.settings(30, null, StudyRows.arm("second", "run-e0002")),
        study.state(), null, study.createdAt(), null, null);
    pools.prepare(changed);
    assertThat(store.find(study.studyId(), "run-e0001", null)).isEmpty();
    var larger = new Study(study.studyId(), StudyRows.settings(35, null, StudyRows.arm("second", "run-e0002")),
        study.state(), null, study.createdAt(), null, null);
    pools.prepare(larger);
    assertThat(rows.rows(pools.current(larger, larger.settings().arm("second")))).hasSize(70);
  }

  @Test
  void theLeastShownComeFirstInTheOrderOfTheKinds() {
    var study = rows.study(30, null, FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var kinds = List.of(true, false, false, true, true, false, true, true, false, true, false);
    for (var rater = 0; rater < 25; rater++) {
      var taken = take(study, pool, rows.rater(study), kinds);
      assertThat(taken.stream().map(this::generated)).containsExactlyElementsOf(kinds);
      for (var kind : List.of(true, false)) {
        var shown = ofKind(pool, kind).stream().mapToInt(Row::shown).summaryStatistics();
        assertThat(shown.getMax() - shown.getMin()).as("times shown differ by one at most").isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void tiesAreDecidedAtRandomEachTime() {
    var study = rows.study(30, null, FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var half = Collections.nCopies(15, true);
    List<Set<UUID>> halves = new ArrayList<>();
    for (var rater = 0; rater < 6; rater++) {
      halves.add(Set.copyOf(take(study, pool, rows.rater(study), half)));
    }
    assertThat(halves).as("no two raters get the same half").doesNotHaveDuplicates();
  }

  /** Otherwise how often an image has come up would tell its kind to raters who compare what they saw. */
  @Test
  void bothKindsWearOffAlikeWhateverTheCoinsSay() {
    var study = rows.study(30, null, FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    for (var rater = 0; rater < 5; rater++) {
      take(study, pool, rows.rater(study), List.of(true, true, true, true, false, true, true));
    }
    for (var kind : List.of(true, false)) {
      assertThat(ofKind(pool, kind).stream().mapToInt(Row::shown).sum()).isEqualTo(35);
    }
  }

  @Test
  void nobodySeesAnImageTwiceAndAnExhaustedPoolGrowsInBothKinds() {
    var study = rows.study(12, null, FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var rater = rows.rater(study);
    Set<UUID> seen = new HashSet<>();
    for (var session = 1; session <= 5; session++) {
      var taken = take(study, pool, rater, List.of(true, true, true, false, true, true));
      seen.addAll(taken);
      assertThat(seen).hasSize(6 * session);
      rows.session(study, pool, rater, taken);
    }
    assertThat(indices(ofKind(pool, true))).as("the indices go on").isEqualTo(
        IntStream.range(0, 25).mapToObj(Long::valueOf).collect(Collectors.toSet()));
    assertThat(indices(ofKind(pool, false))).hasSize(25);
    rows.rows(pool).forEach(this::assertTrueToItsSource);
  }

  @Test
  void whereAPoolCannotGrowTheRaterIsTold() {
    var study = rows.study(5, null, FIRST);
    pools.prepare(study);
    var pool = pools.current(study, FIRST);
    var rater = rows.rater(study);
    var kinds = List.of(true, true, true, true, false);
    rows.session(study, pool, rater, take(study, pool, rater, kinds));
    sampler.broken(true);
    assertThatThrownBy(() -> take(study, pool, rater, kinds)).hasMessageContaining("The sampler does not give images");
    sampler.broken(false);
    sampler.serve(SECOND);
    assertThatThrownBy(() -> take(study, pool, rater, kinds)).isInstanceOf(Refusal.class)
        .hasMessageContaining("You have seen all images").hasRootCauseInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> jdbi.inTransaction(handle -> pools.take(handle, pool, rater, kinds, false)))
        .hasMessageContaining("You have seen all images");
    assertThat(take(study, pool, rows.rater(study), kinds)).as("others go on").hasSize(5);
  }

  @Test
  void latestIsResolvedForEachSessionAndCostsOneQuestionWhereThePoolIsThere() {
    var study = rows.study(10, null, LATEST, StudyRows.arm("best", "best"));
    pools.prepare(study);
    assertThat(store.newest(study.studyId(), null, null)).as("nothing is drawn before somebody comes").isEmpty();
    var first = pools.current(study, LATEST);
    assertThat(first.checkpointId()).isEqualTo("run-e0001");
    assertThat(rows.rows(first)).hasSize(20);
    var drawn = sampler.drawn();
    var questions = sampler.questions();
    assertThat(pools.current(study, LATEST)).isEqualTo(first);
    assertThat(sampler.drawn()).isEqualTo(drawn);
    assertThat(sampler.questions()).isEqualTo(questions + 1);

    sampler.serve(FakeSampler.FIRST.toBuilder().putMetrics(FakeSampler.SCORE, 9).build(),
        SECOND.toBuilder().putMetrics(FakeSampler.SCORE, 8).build());
    assertThat(pools.current(study, LATEST).checkpointId()).isEqualTo("run-e0002");
    assertThat(pools.current(study, study.settings().arm("best"))).isEqualTo(first);
  }

  @Test
  void withoutTheSamplerLatestGoesOnWithTheNewestPool() {
    var study = rows.study(10, null, LATEST);
    sampler.broken(true);
    assertThatThrownBy(() -> pools.current(study, LATEST)).isInstanceOf(Refusal.class)
        .extracting(e -> ((Refusal) e).reason()).isEqualTo(Reason.UNAVAILABLE);
    sampler.broken(false);
    pools.current(study, LATEST);
    sampler.serve(FakeSampler.FIRST, SECOND);
    var newest = pools.current(study, LATEST);
    sampler.broken(true);
    assertThat(pools.current(study, LATEST)).isEqualTo(newest);
    assertThat(fresh().current(study, LATEST)).as("after a restart").isEqualTo(newest);
    assertThatThrownBy(() -> pools.current(study, new Arm("other", true, 0, "latest", "another-run", null)))
        .hasMessageContaining("sampler");
  }

  @Test
  void beforeTheFirstCheckpointThereIsNothingToJudge() {
    sampler.serve();
    var study = rows.study(10, null, LATEST);
    for (var checkpoint : List.of("latest", "best")) {
      assertThatThrownBy(() -> pools.current(study, StudyRows.arm("any", checkpoint)))
          .hasMessageContaining("nothing to judge yet")
          .extracting(e -> ((Refusal) e).reason()).isEqualTo(Reason.NO_CHECKPOINT);
    }
    sampler.serve(FakeSampler.FIRST);
    assertThatThrownBy(() -> pools.current(study, StudyRows.arm("any", "best"))).hasMessageContaining("no best");
  }

  @Test
  void manyThreadsAndTwoServicesMakeOnePool() throws Exception {
    var study = rows.study(60, null, LATEST);
    var services = List.of(pools, fresh());
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Pool>> calls = IntStream.range(0, 16)
          .<Callable<Pool>>mapToObj(i -> () -> services.get(i % 2).current(study, LATEST)).toList();
      Set<Pool> made = new HashSet<>();
      for (var call : threads.invokeAll(calls)) {
        made.add(call.get());
      }
      assertThat(made).hasSize(1);
      var pool = made.iterator().next();
      assertThat(indices(ofKind(pool, true))).hasSize(60);
      assertThat(rows.rows(pool)).hasSize(120);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatCannotBePreparedIsSaidInASentence() {
    assertRefused(rows.study(10, null, StudyRows.arm("old", "gone-e0007")), "gone-e0007");
    assertRefused(rows.study(20_000, null, FIRST), "The test split of drawn-digits has 10000 images; the study needs "
        + "20000: lower poolSize to 10000");
    sampler.serve(FakeSampler.FIRST.toBuilder().setHeight(32).setWidth(32).build());
    assertRefused(rows.study(10, null, FIRST), "28x28x1");
    sampler.serve(FakeSampler.FIRST.toBuilder().setDataset("cats").build());
    assertRefused(rows.study(10, null, FIRST), "cats");
    sampler.broken(true);
    assertRefused(rows.study(10, null, FIRST), "sampler");
  }

  private void assertRefused(Study study, String part) {
    assertThatThrownBy(() -> pools.prepare(study)).isInstanceOf(Refusal.class).hasMessageContaining(part);
    assertThat(store.newest(study.studyId(), null, null)).isEmpty();
  }

  /** What another service with the same database has. */
  private Pools fresh() {
    return new Pools(jdbi, store, filler, topShare, resolutions, generator, testImages);
  }

  private List<UUID> take(Study study, Pool pool, UUID rater, List<Boolean> kinds) {
    pools.ensure(study, pool, rater, kinds, 0);
    return jdbi.inTransaction(handle -> pools.take(handle, pool, rater, kinds, false));
  }

  private boolean generated(UUID stimulus) {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT generated FROM stimulus WHERE stimulus_id = :id")
        .bind("id", stimulus).mapTo(boolean.class).one());
  }

  private List<Row> ofKind(Pool pool, boolean generated) {
    return rows.rows(pool).stream().filter(row -> row.generated() == generated).toList();
  }

  private static Set<Long> indices(List<Row> rows) {
    return rows.stream().map(Row::sourceIndex).collect(Collectors.toSet());
  }

  private void assertTrueToItsSource(Row row) {
    var shape = new ImageShape(28, 28, 1);
    assertThat(row.png()).isEqualTo(Png.encodeUncompressed(shape, row.generated()
        ? FakeSampler.pixels(row.seed(), row.sourceIndex(), shape.size())
        : testImages.of("drawn-digits").image((int) row.sourceIndex())));
  }
}
