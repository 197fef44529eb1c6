package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.NoiseSampler;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.Recount;
import org.improvedgan.benchmarks.humaneval.Stage;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup as {@code docs/operations.md} says it: the human evaluation rests while database and broker are copied. On
 * another machine every rating is there once, those too that Kafka had not heard of yet.
 */
class RestoredStudyTest {

  private static final String STUDY = "restored";
  private static final int RATERS = 3;
  private static final int IMAGES = 10;

  @TempDir
  private Path folder;

  @Test
  void noRatingIsLostOrSentTwice() throws Exception {
    Path before = Files.createDirectory(folder.resolve("before"));
    Path after = folder.resolve("after");
    Ledger ledger = new Ledger();
    try (Stage stage = Stage.start(before); ServiceProcess service = start(stage)) {
      stage.open(service.url(), STUDY, Map.of("mode", "single", "imagesPerPage", 1, "imagesPerRater", IMAGES,
          "ratersWanted", 0, "arms", List.of(Map.of("name", "only", "feedback", false, "checkpoint",
              NoiseSampler.checkpoint()))));
      judge(service, ledger, 1);
      assertThat(Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers()).problems()).isEmpty();
      stage.stopKafka();
      judge(service, ledger, 2);
      service.stop();
      assertThat(waiting(stage)).as("events that Kafka has not heard of").isEqualTo(RATERS * IMAGES);
    }
    copy(before, after);

    try (Stage stage = Stage.start(after); ServiceProcess service = start(stage)) {
      Recount.Findings findings = Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers());
      assertThat(findings.problems()).isEmpty();
      assertThat(findings.stored()).isEqualTo(2 * RATERS * IMAGES);
      assertThat(findings.sent()).isEqualTo(2 * RATERS * IMAGES);
      judge(service, ledger, 3);
      assertThat(Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers()).problems()).isEmpty();
    }
  }

  private ServiceProcess start(Stage stage) throws IOException {
    ServiceProcess service = ServiceProcess.start(folder, "human-eval-service", stage.environment());
    service.awaitReady();
    return service;
  }

  /** Lets raters take part, other ones for each seed. */
  private static void judge(ServiceProcess service, Ledger ledger, long seed) throws InterruptedException {
    try (Raters.Crowd crowd = new Raters(RATERS, Duration.ZERO, 1, 1000 * seed)
        .start(service::url, STUDY, ledger, new Timings())) {
      crowd.await();
    }
  }

  private static int waiting(Stage stage) throws Exception {
    try (Connection connection = stage.database().getConnection(); Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM outbox")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** PostgreSQL refuses a folder that others may enter. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(file -> {
        Path copy = to.resolve(from.relativize(file).toString());
        try {
          if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
          } else {
            Files.copy(file, copy);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }
}
