package org.improvedgan.benchmarks.training;

import java.util.List;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import picocli.CommandLine.Option;

/** The options that choose our engine. */
public final class EngineChoice {
  @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "onnxruntime",
      description = "Our engine: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private EngineKind engine;

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu",
      description = "What both sides calculate on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Device device;

  @Option(names = "--device-index", paramLabel = "N", defaultValue = "0",
      description = "Which graphics card, from 0 (default: ${DEFAULT-VALUE}).")
  private int deviceIndex;

  /** For the engine with so many threads. */
  public EngineOptions options(int threads) {
    return new EngineOptions(engine, device, deviceIndex, threads);
  }

  /** The same choice as arguments of another process. */
  List<String> arguments() {
    return List.of("--engine", engine.toString(), "--device", device.toString(),
        "--device-index", Integer.toString(deviceIndex));
  }

  /** As reports name it. */
  @Override
  public String toString() {
    return engine + " on " + pytorchDevice();
  }

  /** The device as PyTorch names it. */
  String pytorchDevice() {
    return device == Device.CUDA ? "cuda:" + deviceIndex : "cpu";
  }
}
