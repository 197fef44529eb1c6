package org.improvedgan.gan.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/** How this library sets ONNX Runtime up. */
final class OnnxRuntime {
  private OnnxRuntime() {}

  /** The process's one environment; the first to ask decides its name and what it logs. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "improved-gan");
  }

  /** Options of a session; the caller closes them. */
  static OrtSession.SessionOptions sessionOptions(EngineOptions wanted) throws OrtException {
    var options = new OrtSession.SessionOptions();
    try {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(wanted.resolvedThreads());
      options.setInterOpNumThreads(1);
      options.setDeterministicCompute(true);
      // A thread that waits for work takes the core from the one that does it, where there are few cores.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // A plan of all memory is drawn in the first run and kept beside what that run itself took: twice the memory.
      options.setMemoryPatternOptimization(false);
      if (wanted.device() == Device.CUDA) {
        addCuda(options, wanted.deviceIndex());
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private static void addCuda(OrtSession.SessionOptions options, int index) throws OrtException {
    CudaLibraries.load();
    try (var cuda = new OrtCUDAProviderOptions(index)) {
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      // TensorFloat-32 keeps 10 bits of the mantissa: gradients would differ from the processor's in the third digit.
      cuda.add("use_tf32", "0");
      options.addCUDA(cuda);
    }
  }

  /** What ONNX Runtime says, without the places in its sources, on one line and ended by a full stop. */
  static String sentence(Exception e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip()
        .replaceFirst("^Error code - \\S+ - message: ", "")
        .replaceFirst("^.*\\.so with error: ", "");
    return message.endsWith(".") ? message : message + ".";
  }
}
