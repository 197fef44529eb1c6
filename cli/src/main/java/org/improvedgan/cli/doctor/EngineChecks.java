package org.improvedgan.cli.doctor;

import ai.onnxruntime.OrtEnvironment;
import org.improvedgan.cli.OnnxRuntime;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whether the native libraries load on this machine and calculate. */
final class EngineChecks {

  private EngineChecks() {
  }

  static Finding nd4j() {
    try {
      INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 3);
      float sum = ones.mmul(ones).sumNumber().floatValue();
      String detail = Nd4j.getBackend().getClass().getSimpleName() + ", multiplies matrices";
      return sum == 27 ? Finding.ok("ND4J", detail)
          : Finding.broken("ND4J", "it calculates wrong: 3x3 ones squared sum to " + sum + " instead of 27",
              "Check the processor and the memory of this machine.");
    } catch (Exception | LinkageError e) {
      return Finding.broken("ND4J", "its native library does not load: " + rootMessage(e),
          "Run on Linux x86-64 with AVX2 and glibc, and see that the folder for temporary files is writable.");
    }
  }

  static Finding onnxRuntime() {
    try {
      OrtEnvironment environment = OnnxRuntime.environment();
      return Finding.ok("ONNX Runtime",
          environment.getVersion() + ", runs on " + OrtEnvironment.getAvailableProviders());
    } catch (Exception | LinkageError e) {
      return Finding.broken("ONNX Runtime", "its native library does not load: " + rootMessage(e),
          "Run on Linux x86-64 with glibc, and see that the folder for temporary files is writable.");
    }
  }

  /** The first line of what caused a failure. */
  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + root.getMessage().lines()
        .findFirst().orElse(""));
  }
}
