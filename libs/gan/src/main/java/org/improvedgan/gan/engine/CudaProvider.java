package org.improvedgan.gan.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Whether ONNX Runtime can calculate on a graphics card here. */
public final class CudaProvider {
  private CudaProvider() {}

  /** Whether this build holds ONNX Runtime for graphics cards. */
  public static boolean inBuild() {
    OnnxRuntime.environment();
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /** Doubles a number on a graphics card: what kept it from doing so, in one sentence, or nothing. */
  public static Optional<String> failure(int deviceIndex) {
    if (!inBuild()) {
      return Optional.of("ONNX Runtime has no CUDA in this build: build with the Maven profile gpu "
          + "(GAN_PROFILES=gpu ./gan …), or take the device cpu.");
    }
    try {
      double result = doubled(21, new EngineOptions(EngineKind.ONNXRUNTIME, Device.CUDA, deviceIndex, 1));
      return result == 42 ? Optional.empty()
          : Optional.of("Graphics card " + deviceIndex + " calculates wrong: twice 21 is " + result + " there.");
    } catch (TrainingException e) {
      return Optional.of(e.getMessage());
    } catch (OrtException e) {
      return Optional.of("ONNX Runtime cannot use graphics card " + deviceIndex + "; `./gan doctor` says what is "
          + "missing, and the device cpu works without: " + OnnxRuntime.sentence(e));
    }
  }

  /** Twice a number, calculated by a model of one operation that may run nowhere but where the options say. */
  static double doubled(float number, EngineOptions options) throws OrtException {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("x", DataType.FLOAT, 1).mul("y", 2);
    byte[] model = OnnxExport.translate(
        graph, List.of(OnnxInput.of("x", DataType.FLOAT, 1)), List.of(OnnxOutput.of("y")));
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions sessionOptions = OnnxRuntime.sessionOptions(options)) {
      if (options.device() == Device.CUDA) {
        sessionOptions.addConfigEntry("session.disable_cpu_ep_fallback", "1");
      }
      try (OrtSession session = environment.createSession(model, sessionOptions);
          OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {number}), new long[] {1});
          OrtSession.Result result = session.run(Map.of("x", x))) {
        return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
      }
    }
  }
}
