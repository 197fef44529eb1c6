package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.Recount;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code docs/operations.md} to the letter: broker, database and services started by hand become a system that trains,
 * serves, scores and is judged; a backup of it, on an empty machine, becomes the same system.
 */
class ByHandTest {

  private static final String STUDY = "open";

  @TempDir
  private Path folder;

  @Test
  void thePageLeadsToASystemThatOutlivesItsMachine() throws Exception {
    assumeTrue(Boolean.getBoolean("gan.by-hand"), "takes minutes: deploy/by-hand/try runs it");
    try (Newcomer newcomer = new Newcomer(folder)) {
      for (String step : List.of("build", "settings", "database", "broker", "services")) {
        newcomer.follow(step);
      }
      String firstRun = newcomer.follow("first-run");
      assertThat(firstRun).contains("Epoch   1  checkpoint first-run-e0001", "Epoch   2  checkpoint first-run-e0002",
          "Training is complete: 2 epochs");
      assertThat(Pattern.compile("Epoch   [12]  Inception score .*first-run-e000[12]").matcher(firstRun).results())
          .hasSize(2);
      assertThat(Files.size(newcomer.state().resolve("digits.png"))).isPositive();

      Ledger ledger = new Ledger();
      judge(newcomer, ledger, 20);
      assertThat(recount(newcomer, ledger).stored()).isPositive();
      assertThat(newcomer.follow("rated")).containsPattern("gan.human-ratings:[0-3]:[1-9]");

      System.out.println(newcomer.follow("sizes"));
      newcomer.follow("backup");
      judge(newcomer, new Ledger(), 1);
      newcomer.follow("stop");
      newcomer.run("rm -rf \"$STATE\"");

      for (String step : List.of("restore-files", "database", "restore-database", "restore-start")) {
        newcomer.follow(step);
      }
      Recount.Findings restored = recount(newcomer, ledger);
      assertThat(restored.repeated()).as("ratings that were sent again").isZero();
      // What comes after it shows that nothing of what was before is scored again: evaluators go by the order.
      newcomer.run("\"$GAN\"/gan request mnist-demo --run-id second-run --set epochs=1 " + Newcomer.SMALL
          + " --kafka localhost:" + newcomer.port(9092) + " --follow");
      String evaluations = newcomer.run("curl -fsS http://localhost:" + newcomer.port(8082) + "/api/evaluations");
      for (String checkpoint : List.of("first-run-e0001", "first-run-e0002", "second-run-e0001")) {
        assertThat(Pattern.compile("\"checkpoint(Id)?\" *: *\"" + checkpoint + "\"").matcher(evaluations).results())
            .as("scores of %s in %s", checkpoint, evaluations).hasSize(1);
      }
      judge(newcomer, ledger, 1);
      recount(newcomer, ledger);
      assertThat(newcomer.left()).as("blocks that were not tried").isEmpty();
    }
  }

  private static void judge(Newcomer newcomer, Ledger ledger, int raters) throws InterruptedException {
    String page = "http://localhost:" + newcomer.port(8083);
    try (Raters.Crowd crowd = new Raters(raters, Duration.ZERO, 1, System.nanoTime())
        .start(() -> page, STUDY, ledger, new Timings())) {
      crowd.await();
    }
  }

  /** Everybody's answers are in the database and in Kafka, each as it was given. */
  private static Recount.Findings recount(Newcomer newcomer, Ledger ledger) throws Exception {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setURL("jdbc:postgresql://localhost:" + newcomer.port(5432) + "/human_eval");
    database.setUser("human_eval");
    database.setPassword(newcomer.run("sed -n 's/^QUARKUS_DATASOURCE_PASSWORD=//p' \"$STATE\"/etc/human-eval.env")
        .strip());
    Recount.Findings findings = Recount.of(ledger, database, STUDY, "localhost:" + newcomer.port(9092));
    assertThat(findings.problems()).isEmpty();
    return findings;
  }
}
