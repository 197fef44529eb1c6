package org.improvedgan.humaneval.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.pool.StudyRows.Row;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Png;
import org.improvedgan.sampler.v1.Checkpoint;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of images whose test split is smaller than what is asked for. */
@HumanEvalTest
class ScarceRealImagesTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8, 3);
  private static final int TEST_IMAGES = 20;
  private static final Arm LATEST = StudyRows.arm("latest", "latest");

  FakeSampler sampler;
  @Inject
  Jdbi jdbi;
  @Inject
  Pools pools;
  @TempDir
  Path folder;

  private StudyRows rows;

  @BeforeEach
  void images() throws IOException {
    rows = new StudyRows(jdbi);
    for (var split : List.of("train", "test")) {
      Files.createDirectories(folder.resolve(split));
      for (var i = 0; i < TEST_IMAGES; i++) {
        Files.write(folder.resolve(split).resolve(i + ".png"),
            Png.encode(SHAPE, FakeSampler.pixels(-1, i, SHAPE.size())));
      }
    }
    sampler.serve(checkpoint(1), checkpoint(2), checkpoint(3));
  }

  @AfterEach
  void reset() throws IOException {
    sampler.serve(FakeSampler.FIRST);
    try (var kept = Files.newDirectoryStream(DataLocation.fromEnvironment().cache().resolve("folders"),
        folder.getFileName() + "-*")) {
      for (var pixels : kept) {
        Files.delete(pixels);
      }
    }
  }

  @Test
  void aStudyOfGivenCheckpointsIsRefused() {
    var fits = rows.study(10, null, StudyRows.arm("one", "folder-1"), StudyRows.arm("two", "folder-2"));
    pools.prepare(fits);
    assertThat(real(pools.current(fits, fits.settings().arm("one")))).hasSize(10)
        .doesNotContainAnyElementsOf(real(pools.current(fits, fits.settings().arm("two"))));
    var tooMany = rows.study(11, null, StudyRows.arm("one", "folder-1"), StudyRows.arm("two", "folder-2"));
    assertThatThrownBy(() -> pools.prepare(tooMany)).isInstanceOf(Refusal.class)
        .hasMessageContaining("has 20 images; the study needs 22: lower poolSize to 10");
  }

  @Test
  void aStudyThatFollowsARunTakesThemAgainButNeverForTheSameRater() {
    var study = rows.study(15, null, LATEST);
    var rater = rows.rater(study);
    Set<Long> seen = new HashSet<>();
    for (var epoch = 1; epoch <= 3; epoch++) {
      sampler.serve(checkpoint(epoch));
      var pool = pools.current(study, LATEST);
      assertThat(real(pool)).hasSize(15);
      var kinds = List.of(true, false, false, false, false, false, false, true);
      pools.ensure(study, pool, rater, kinds, 0);
      var taken = jdbi.inTransaction(handle -> pools.take(handle, pool, rater, kinds, false));
      var shown = indices(rows.rows(pool).stream().filter(row -> taken.contains(row.stimulusId())).toList());
      seen.addAll(shown);
      assertThat(seen).hasSize(6 * epoch);
      rows.session(study, pool, rater, taken);
    }
    var last = pools.current(study, LATEST);
    assertThatThrownBy(() -> pools.ensure(study, last, rater, List.of(false, false, false), 0))
        .isInstanceOf(Refusal.class).hasMessageContaining("You have seen all images");
  }

  private Checkpoint checkpoint(int epoch) {
    return FakeSampler.checkpoint("folder-" + epoch, epoch).toBuilder().setDataset("folder:" + folder + "@8")
        .setHeight(8).setWidth(8).setChannels(3).build();
  }

  private Set<Long> real(Pool pool) {
    return indices(rows.rows(pool));
  }

  private static Set<Long> indices(List<Row> rows) {
    return rows.stream().filter(row -> !row.generated()).map(Row::sourceIndex).collect(Collectors.toSet());
  }
}
