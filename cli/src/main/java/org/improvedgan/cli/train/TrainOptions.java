package org.improvedgan.cli.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import picocli.CommandLine.Option;

/** The options of {@code gan train}. */
final class TrainOptions {

  @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "onnxruntime",
      description = "What executes the training: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  EngineKind engine;

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu",
      description = "What it calculates on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). `gan doctor` says "
          + "which graphics card each engine can use.")
  Device device;

  @Option(names = "--device-index", paramLabel = "N", defaultValue = "0",
      description = "Which graphics card, from 0 (default: ${DEFAULT-VALUE}).")
  int deviceIndex;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "Threads for one operation; 0 for one for each core (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of the whole run (default: the experiment's).")
  Integer epochs;

  @Option(names = "--labels", paramLabel = "N",
      description = "Labelled training images; 0 for all (default: the experiment's).")
  Integer labels;

  @Option(names = "--seed", paramLabel = "S",
      description = "Start of all random numbers; the same seed gives the same bytes (default: the experiment's).")
  Long seed;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Replace one of the experiment's settings; may be given several times.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where data sets lie (default: GAN_DATA, else the cache, else a download).")
  Path data;

  @Option(names = "--out", paramLabel = "DIR",
      description = "An empty or new folder for log.jsonl, samples.png, result.json and checkpoints "
          + "(default: runs/NAME-TIME).")
  Path out;

  @Option(names = "--keep", paramLabel = "N", defaultValue = "3",
      description = "Keep the newest N checkpoints (default: ${DEFAULT-VALUE}).")
  int keep;

  @Option(names = "--resume", paramLabel = "DIR",
      description = "Go on with the run in this folder from its newest checkpoint, as if it had never stopped.")
  Path resume;

  /**
   * The engine that is asked for.
   *
   * @throws org.improvedgan.gan.TrainingException one sentence where the options contradict each other
   */
  EngineOptions engine() {
    return new EngineOptions(engine, device, deviceIndex, threads);
  }

  /** The settings that replace the experiment's, by name; an option of its own wins over {@code --set}. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(settings);
    Optional.ofNullable(epochs).ifPresent(value -> overrides.put("epochs", value.toString()));
    Optional.ofNullable(labels).ifPresent(value -> overrides.put("labels", value.toString()));
    Optional.ofNullable(seed).ifPresent(value -> overrides.put("seed", value.toString()));
    return overrides;
  }
}
