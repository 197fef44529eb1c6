package org.improvedgan.humaneval.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A database of the first version, with answers in it, becomes one of today's, and no submitted answer is lost. */
class MigrationTest {
  private static final UUID RATER = UUID.randomUUID();
  /** By the first digits of their SHA-256; a new script is added. */
  private static final Map<String, String> SCRIPTS = new TreeMap<>(Map.of(
      "V1__ratings.sql", "2a400fc5e4325b3d", "V2__studies.sql", "47fe283d4204363f",
      "V3__evaluations.sql", "5c0469beda90285c", "V4__crowd.sql", "080ca55599b0aa14",
      "V5__audit.sql", "6a6c6e7fa3e51292"));

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

  @Test
  void whatVersion5StoredIsKept() throws IOException {
    try (var postgres = EmbeddedPostgres.builder().start()) {
      var flyway = Flyway.configure().dataSource(postgres.getPostgresDatabase());
      flyway.target("5").load().migrate();
      var jdbi = Jdbi.create(postgres.getPostgresDatabase());
      jdbi.useHandle(handle -> handle.createScript(resource("/golden/database/v5.sql")).execute());

      flyway.target("latest").load().migrate();
      var kept = jdbi.withHandle(handle -> handle.createQuery("""
          SELECT state, judged_generated, generated, millis, fooled, doubted, arm, checkpoint_id, inception_score,
            (SELECT count(*) FROM outbox) AS waiting, (SELECT count(*) FROM audit) AS audited
          FROM judgement JOIN trial USING (page_id, position) JOIN stimulus USING (stimulus_id)
            JOIN page USING (page_id) JOIN session USING (session_id) JOIN pool ON pool.pool_id = session.pool_id
            JOIN evaluation USING (checkpoint_id)
          WHERE session.study_id = 'kept' ORDER BY position""").mapToMap().list());
      assertThat(kept).hasSize(2).allSatisfy(row -> assertThat(row)
          .containsEntry("state", "finished").containsEntry("judged_generated", true).containsEntry("arm", "feedback")
          .containsEntry("fooled", 0).containsEntry("doubted", 1).containsEntry("checkpoint_id", "run-e0001")
          .containsEntry("inception_score", 5.5).containsEntry("waiting", 1L).containsEntry("audited", 1L));
      assertThat(kept).extracting(row -> row.get("generated")).containsExactly(true, false);
    }
  }

  /** A script that has run somewhere is never changed: Flyway would refuse to start there. */
  @Test
  void scriptsThatHaveRunStayAsTheyAre() throws Exception {
    var digests = new TreeMap<String, String>();
    for (var name : SCRIPTS.keySet()) {
      var digest = MessageDigest.getInstance("SHA-256").digest(resource("/db/migration/" + name).getBytes(UTF_8));
      digests.put(name, HexFormat.of().formatHex(digest).substring(0, 16));
    }
    assertThat(digests).isEqualTo(SCRIPTS);
  }

  private static String resource(String name) {
    try (var stream = MigrationTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
