package org.improvedgan.cli.train;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say what a training keeps, and how often. */
public final class FolderOptions {

  @Option(names = "--keep", paramLabel = "N", defaultValue = "3",
      description = "Keep the newest N checkpoints (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(names = "--save-every", paramLabel = "SECONDS", defaultValue = "600",
      description = "Write state.bin so often within an epoch: what a crash can lose (default: ${DEFAULT-VALUE}).")
  private long seconds;

  public int keep() {
    return keep;
  }

  public Duration saveEvery() {
    return Duration.ofSeconds(seconds);
  }

  /** What is wrong with these options; empty if nothing is. */
  public String fault() {
    return keep < 1 ? "--keep must be at least 1, not " + keep + "."
        : seconds < 0 ? "--save-every must be 0 seconds or more, not " + seconds + "." : "";
  }
}
