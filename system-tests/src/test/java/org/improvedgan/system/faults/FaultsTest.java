package org.improvedgan.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.improvedgan.benchmarks.report.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks the whole system again and again while it works, and counts: nothing may be lost or doubled, and everything
 * has to become ready again by itself. {@code -Dfaults.count=200} makes it longer, {@code -Dfaults.seed=…} chooses
 * what happens when; see {@code docs/faults.md}.
 */
class FaultsTest {

  /** Each kind once, as far as the time goes. */
  private static final int FAULTS = Integer.getInteger("faults.count", 22);
  private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("faults.seconds", 40));
  private static final int LONGEST_OUTAGE = Integer.getInteger("faults.outage", 5);
  private static final long SEED = Long.getLong("faults.seed", ThreadLocalRandom.current().nextInt(1_000_000));

  static {
    // The suite's own clients would tell of every broker that is away.
    System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "off");
  }

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void nothingIsLostOrDoubledWhateverBreaks() throws Exception {
    System.out.println("Faults of seed " + SEED + "; logs in " + folder);
    FaultReport report = new FaultReport(Path.of("target/faults"), SEED, Machine.now().toString());
    try (FaultRun run = new FaultRun(folder, SEED, LONGEST_OUTAGE, report)) {
      run.begin();
      run.inject(FAULTS, LIMIT);
      run.drain();
    }
    assertThat(report.problems()).as("what faults of seed %d have left", SEED).isEmpty();
  }
}
