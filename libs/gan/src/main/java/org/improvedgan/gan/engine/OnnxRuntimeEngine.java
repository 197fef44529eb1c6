package org.improvedgan.gan.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.improvedgan.gan.TrainingException;

/**
 * Translates a graph and its gradients to ONNX, and ONNX Runtime executes them. Runs of one graph on the same inputs
 * give the same bits, for one number of threads.
 */
public final class OnnxRuntimeEngine implements Engine {
  private final EngineOptions options;

  private OnnxRuntimeEngine(EngineOptions options) {
    this.options = options;
  }

  static OnnxRuntimeEngine open(EngineOptions options) {
    if (options.device() == Device.CUDA) {
      CudaProvider.failure(options.deviceIndex()).ifPresent(failure -> {
        throw new TrainingException(failure);
      });
    }
    return new OnnxRuntimeEngine(options);
  }

  @Override
  public String name() {
    return EngineKind.ONNXRUNTIME.toString();
  }

  @Override
  public int threads() {
    return options.resolvedThreads();
  }

  @Override
  public CompiledGraph compile(GraphSpec spec) {
    GradientModel model = GradientModel.of(spec);
    try (OrtSession.SessionOptions session = OnnxRuntime.sessionOptions(options)) {
      return new OnnxRuntimeGraph(model, OnnxRuntime.environment().createSession(model.onnx(), session));
    } catch (OrtException e) {
      throw new TrainingException("ONNX Runtime refuses a graph: " + OnnxRuntime.sentence(e), e);
    }
  }
}
