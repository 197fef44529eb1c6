package org.improvedgan.cli.train;

import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import picocli.CommandLine.Option;

/** The options that say what executes a training. */
public final class EngineChoice {

  @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "onnxruntime",
      description = "What executes the training: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private EngineKind engine;

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu",
      description = "What it calculates on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). `gan doctor` says "
          + "which graphics card each engine can use.")
  private Device device;

  @Option(names = "--device-index", paramLabel = "N", defaultValue = "0",
      description = "Which graphics card, from 0 (default: ${DEFAULT-VALUE}).")
  private int deviceIndex;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "Threads for one operation; 0 for one for each core (default: ${DEFAULT-VALUE}).")
  private int threads;

  /**
   * The engine that is asked for.
   *
   * @throws org.improvedgan.gan.TrainingException one sentence where the options contradict each other
   */
  public EngineOptions options() {
    return new EngineOptions(engine, device, deviceIndex, threads);
  }
}
