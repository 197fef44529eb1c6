package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
 * Two instances of the human evaluation on one database are restarted one after the other, as an update does it, while
 * raters are at work. Each request goes to the next instance, so that every session is served by both.
 */
class RollingStudyTest {

  private static final String STUDY = "rolling";
  private static final int RATERS = 10;
  /** So many, at half a second each, that raters are at work for longer than both restarts take. */
  private static final int IMAGES = 90;

  @TempDir
  private Path folder;
  private Stage stage;
  private final List<ServiceProcess> instances = new ArrayList<>();
  /** The addresses that get requests, as a load balancer has them. */
  private final List<String> rotation = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(folder);
    instances.add(instance());
    // The first one to start makes the tables, and the key that both need.
    instances.get(0).awaitReady();
    instances.add(instance());
    instances.get(1).awaitReady();
    instances.forEach(one -> rotation.add(one.url()));
  }

  @AfterEach
  void stop() {
    instances.forEach(ServiceProcess::close);
    stage.close();
  }

  @Test
  void noRequestFailsAndEveryAnswerCountsOnce() throws Exception {
    stage.open(rotation.get(0), STUDY, Map.of("mode", "single", "imagesPerPage", 1, "imagesPerRater", IMAGES,
        "ratersWanted", 0, "arms", List.of(Map.of("name", "one", "checkpoint", NoiseSampler.checkpoint()))));
    Ledger ledger = new Ledger();
    Timings timings = new Timings();
    Raters raters = new Raters(RATERS, Duration.ofSeconds(1), 500, 3);
    try (Raters.Crowd crowd = raters.start(this::next, STUDY, ledger, timings)) {
      for (int i = 0; i < instances.size(); i++) {
        int before = ledger.pages();
        await("answers").atMost(RunningSystem.PATIENCE).until(() -> ledger.pages() > before + RATERS);
        assertThat(crowd.done()).as("whether nobody was at work at restart %d", i).isFalse();
        rotation.remove(instances.get(i).url());
        instances.get(i).stop();
        instances.set(i, instance());
        instances.get(i).awaitReady();
        rotation.add(instances.get(i).url());
      }
      crowd.await();
    }

    assertThat(timings.failures()).as("requests that were refused or broke").isZero();
    Recount.Findings findings = Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers());
    assertThat(findings.problems()).isEmpty();
    // One of the ten withdraws half-way.
    assertThat(findings.stored()).isEqualTo((RATERS - 1) * IMAGES);
  }

  private String next() {
    List<String> now = List.copyOf(rotation);
    return now.get(requests.getAndIncrement() % now.size());
  }

  private ServiceProcess instance() throws IOException {
    Map<String, String> environment = new HashMap<>(stage.environment());
    // Requests that were on their way when it was taken out of the rotation still come through.
    environment.put("QUARKUS_SHUTDOWN_DELAY", "2S");
    return ServiceProcess.start(folder, "human-eval-service", environment);
  }
}
