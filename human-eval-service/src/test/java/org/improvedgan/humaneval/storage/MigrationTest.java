package org.improvedgan.humaneval.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A database of the first version, with answers in it, becomes one of today's, and no submitted answer is lost. */
class MigrationTest {
  private static final UUID RATER = UUID.randomUUID();

  @Test
  void submittedPagesBecomeFinishedSessions() throws IOException {
    try (var postgres = EmbeddedPostgres.builder().start()) {
      var flyway = Flyway.configure().dataSource(postgres.getPostgresDatabase());
      flyway.target("1").load().migrate();
      var jdbi = Jdbi.create(postgres.getPostgresDatabase());
      jdbi.useHandle(handle -> handle.execute("""
          INSERT INTO rater (rater_id, study_id, identity) VALUES (?, 'my study', ?)""", RATER, new byte[32]));
      var first = page(jdbi, 7, true);
      var second = page(jdbi, 8, true);
      page(jdbi, 9, false);

      flyway.target("latest").load().migrate();
      var counts = jdbi.withHandle(handle -> handle.createQuery("""
          SELECT (SELECT count(*) FROM session WHERE state = 'finished') AS sessions,
            (SELECT count(*) FROM page) AS pages, (SELECT count(*) FROM judgement) AS judgements,
            (SELECT count(*) FROM pool) AS pools, (SELECT count(*) FROM stimulus) AS stimuli""").mapToMap().one());
      // The real image of both pages is one image of the test split.
      assertThat(counts).isEqualTo(Map.of("sessions", 2L, "pages", 2L, "judgements", 4L, "pools", 1L, "stimuli", 3L));
      for (var page : new UUID[] {first, second}) {
        var wrong = jdbi.withHandle(handle -> handle.createQuery("""
            SELECT count(*) FILTER (WHERE judged_generated <> generated)
            FROM trial JOIN judgement USING (page_id, position)
              JOIN stimulus USING (stimulus_id)
            WHERE page_id = :page""").bind("page", page).mapTo(int.class).one());
        assertThat(wrong).isOne();
      }
      var study = jdbi.withHandle(handle -> handle.createQuery("SELECT state FROM study WHERE study_id = 'my study'")
          .mapTo(String.class).one());
      assertThat(study).isEqualTo("closed");
    }
  }

  /** A page of one generated and one real image, of which the second is taken for generated. */
  private static UUID page(Jdbi jdbi, long seed, boolean submitted) {
    var id = UUID.randomUUID();
    jdbi.useHandle(handle -> {
      handle.execute("""
          INSERT INTO page (page_id, study_id, rater_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, seed,
            height, width, columns, expires_at)
          VALUES (?, 'my study', ?, 'run-e0001', 'run', 1, 'mnist', 'ab', ?, 28, 28, 2, now())""",
          id, RATER, seed);
      for (var position = 0; position < 2; position++) {
        handle.execute("INSERT INTO page_image VALUES (?, ?, ?, ?, ?, ?)", id, position, id + "-" + position,
            new byte[] {1}, position == 0, 5L);
        if (submitted) {
          handle.execute("INSERT INTO judgement VALUES (?, ?, true)", id, position);
        }
      }
      if (submitted) {
        handle.execute("""
            UPDATE page SET submitted_at = now(), generated_shown = 1, fooled = 0, real_shown = 1, doubted = 1
            WHERE page_id = ?""", id);
      }
    });
    return id;
  }
}
