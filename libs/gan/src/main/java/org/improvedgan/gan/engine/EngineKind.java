package org.improvedgan.gan.engine;

import java.util.Locale;

/** What executes graphs. */
public enum EngineKind {
  /** ONNX Runtime, on the graph and its gradients translated to ONNX. */
  ONNXRUNTIME,
  /** SameDiff itself on ND4J: the independent second opinion. */
  ND4J;

  /** How users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
