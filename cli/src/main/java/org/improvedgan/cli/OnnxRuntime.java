package org.improvedgan.cli;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/** The one environment of ONNX Runtime that a process has. */
public final class OnnxRuntime {

  private OnnxRuntime() {
  }

  /** Under the name and log level of the inference library; asking by others would be warned about. */
  public static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "improved-gan");
  }
}
