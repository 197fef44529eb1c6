package org.improvedgan.cli.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code gan train}. */
final class TrainOptions {

  @Mixin
  EngineChoice engine;

  @Mixin
  SettingsChoice choice;

  @Option(names = "--seed", paramLabel = "S",
      description = "Start of all random numbers; the same seed gives the same bytes (default: the experiment's).")
  Long seed;

  @Option(names = "--out", paramLabel = "DIR",
      description = "An empty or new folder for log.jsonl, curves.png, samples.png, result.json and checkpoints "
          + "(default: runs/NAME-TIME).")
  Path out;

  @Mixin
  FolderOptions folder;

  @Option(names = "--resume", paramLabel = "DIR",
      description = "Go on with the run in this folder as if it had never stopped: from state.bin or its newest "
          + "checkpoint, whichever is further.")
  Path resume;

  /** The settings that replace the experiment's, by name; an option of its own wins over {@code --set}. */
  Map<String, String> overrides() {
    Map<String, String> overrides = choice.overrides();
    Optional.ofNullable(seed).ifPresent(value -> overrides.put("seed", value.toString()));
    return overrides;
  }
}
