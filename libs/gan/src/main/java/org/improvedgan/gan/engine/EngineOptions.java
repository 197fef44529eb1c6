package org.improvedgan.gan.engine;

import java.util.Objects;
import org.improvedgan.gan.TrainingException;

/**
 * Which engine is to run, and where.
 *
 * @param engine what executes the graphs
 * @param device what it calculates on
 * @param deviceIndex which of several graphics cards, from 0; 0 on the processor
 * @param threads threads of the processor for one operation, 0 for one for each core
 */
public record EngineOptions(EngineKind engine, Device device, int deviceIndex, int threads) {
  public EngineOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(device, "device");
    if (threads < 0) {
      throw new TrainingException("The number of threads is " + threads + "; give 1 or more, or 0 for all cores.");
    }
    if (deviceIndex < 0) {
      throw new TrainingException("The device index is " + deviceIndex + "; give 0 for the first graphics card.");
    }
    if (device == Device.CPU && deviceIndex > 0) {
      throw new TrainingException("The device index " + deviceIndex
          + " chooses a graphics card: add the device cuda, or leave the index out.");
    }
  }

  /** ONNX Runtime on all cores of the processor. */
  public static EngineOptions defaults() {
    return of(EngineKind.ONNXRUNTIME, 0);
  }

  /** An engine on the processor. */
  public static EngineOptions of(EngineKind engine, int threads) {
    return new EngineOptions(engine, Device.CPU, 0, threads);
  }

  /** The number of threads, with 0 resolved to this machine's cores. */
  public int resolvedThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
