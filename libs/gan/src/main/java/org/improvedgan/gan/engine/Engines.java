package org.improvedgan.gan.engine;

import org.improvedgan.gan.TrainingException;

/** Opens engines. */
public final class Engines {
  private Engines() {}

  /**
   * An engine that works on this machine: where it is to use a graphics card, it has just calculated on it. ND4J has
   * one number of threads for the whole process, that of the engine opened last.
   *
   * @throws TrainingException one sentence where this machine or this build lacks what the options ask for
   */
  public static Engine open(EngineOptions options) {
    return switch (options.engine()) {
      case ONNXRUNTIME -> OnnxRuntimeEngine.open(options);
      case ND4J -> Nd4jEngine.open(options);
    };
  }
}
