package org.improvedgan.tensorflow.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs translated models on the CPU. */
final class OnnxRun implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRun(OnnxModel model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One output as a flat array. */
  float[] floats(String input, float[] values, long[] shape, String output) throws OrtException {
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape)) {
      return run(input, tensor, output);
    }
  }

  /** One output of images, as a flat array. */
  float[] bytes(String input, byte[] values, long[] shape, String output) throws OrtException {
    ByteBuffer direct = ByteBuffer.allocateDirect(values.length).put(values).flip();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, direct, shape, OnnxJavaType.UINT8)) {
      return run(input, tensor, output);
    }
  }

  private float[] run(String input, OnnxTensor tensor, String output) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(input, tensor), java.util.Set.of(output))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
