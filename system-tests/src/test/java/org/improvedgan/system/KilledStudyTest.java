package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.NoiseSampler;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.Recount;
import org.improvedgan.benchmarks.humaneval.Stage;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirty raters at work in one study, while the service is killed again and again and Kafka goes away. They send again
 * what was not answered, as the page does; some reload, some send everything twice, some withdraw.
 */
class KilledStudyTest {

  private static final String STUDY = "killed";
  private static final int RATERS = 30;
  private static final int IMAGES = 40;
  private static final int KILLS = 5;
  /** After this one of the kills Kafka is gone too. */
  private static final int KILL_WITHOUT_KAFKA = 2;
  private static final long RANDOM_SEED = 11;

  @TempDir
  private Path folder;
  private Stage stage;
  private volatile ServiceProcess service;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(folder);
    restart();
    service.awaitReady();
  }

  @AfterEach
  void stop() {
    service.close();
    stage.close();
  }

  @Test
  void whateverIsKilledEveryAnswerCountsOnce() throws Exception {
    stage.open(service.url(), STUDY, Map.of("mode", "single", "imagesPerPage", 1, "imagesPerRater", IMAGES,
        "ratersWanted", 0, "arms", Stream.of("feedback", "no-feedback").map(name -> Map.of("name", name,
            "feedback", name.equals("feedback"), "checkpoint", NoiseSampler.checkpoint())).toList()));
    Ledger ledger = new Ledger();
    Timings timings = new Timings();
    Raters raters = new Raters(RATERS, Duration.ofSeconds(2), 300, RANDOM_SEED);
    try (Raters.Crowd crowd = raters.start(() -> service.url(), STUDY, ledger, timings)) {
      int kill = 0;
      for (int pages : momentsToKill()) {
        await(pages + " answers").atMost(RunningSystem.PATIENCE).until(() -> ledger.pages() >= pages || crowd.done());
        service.kill();
        assertThat(crowd.done()).as("whether nobody was at work at kill %d", kill).isFalse();
        restart();
        if (kill++ == KILL_WITHOUT_KAFKA) {
          stage.withoutKafka(Duration.ofSeconds(5));
        }
      }
      crowd.await();
    }

    Recount.Findings findings = Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers());
    assertThat(findings.problems()).isEmpty();
    assertThat(timings.failures()).as("requests that had to be sent again").isPositive();
    // Three of the thirty withdraw half-way.
    assertThat(findings.stored()).isEqualTo((RATERS - 3) * IMAGES);
  }

  /** By how many answers there are, so that it makes no difference how fast the machine is. */
  private static List<Integer> momentsToKill() {
    return new SplittableRandom(RANDOM_SEED).ints(KILLS, RATERS, RATERS * IMAGES * 3 / 4).sorted().boxed().toList();
  }

  private void restart() throws IOException {
    service = ServiceProcess.start(folder, "human-eval-service", stage.environment());
  }
}
