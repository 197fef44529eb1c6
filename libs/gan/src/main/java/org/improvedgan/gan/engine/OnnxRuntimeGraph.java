package org.improvedgan.gan.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.improvedgan.gan.TrainingException;

/**
 * One graph in ONNX Runtime. Inputs and outputs lie in direct buffers that ONNX Runtime reads and writes in place, so
 * that a run copies nothing and, on the processor, allocates nothing anew.
 */
final class OnnxRuntimeGraph implements CompiledGraph {
  /** Kernels read aligned memory faster. */
  private static final int ALIGNMENT = 64;

  /** Tensors that share their memory with a buffer, by name. */
  private static final class Tensors {
    private final Map<String, FloatBuffer> buffers = new HashMap<>();
    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    void add(String name, long[] shape) throws OrtException {
      FloatBuffer buffer = allocate(Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact)));
      buffers.put(name, buffer);
      tensors.put(name, OnnxTensor.createTensor(OnnxRuntime.environment(), buffer, shape));
    }

    FloatBuffer view(String name) {
      FloatBuffer buffer = buffers.get(name);
      if (buffer == null) {
        throw new IllegalArgumentException("The graph has no " + name + "; it has " + buffers.keySet() + ".");
      }
      return buffer.duplicate();
    }

    void close() {
      tensors.values().forEach(OnnxTensor::close);
      tensors.clear();
      buffers.clear();
    }
  }

  private final OrtSession session;
  private final Tensors inputs = new Tensors();
  private final Tensors outputs = new Tensors();
  private final Map<String, String> gradients;
  private final Map<String, FloatBuffer> zeros = new HashMap<>();
  private boolean closed;

  /** Takes the session over, and closes it even where this fails. */
  OnnxRuntimeGraph(GradientModel model, OrtSession session) throws OrtException {
    this.session = session;
    gradients = model.gradients();
    try {
      for (NodeInfo input : session.getInputInfo().values()) {
        inputs.add(input.getName(), shape(input));
      }
      for (NodeInfo output : session.getOutputInfo().values()) {
        outputs.add(output.getName(), shape(output));
      }
    } catch (OrtException | RuntimeException e) {
      close();
      throw e;
    }
    model.start().forEach((name, values) -> inputs.view(name).put(values));
    model.zeros().forEach((name, size) -> zeros.put(name, allocate(size)));
  }

  private static long[] shape(NodeInfo node) {
    return ((TensorInfo) node.getInfo()).getShape();
  }

  private static FloatBuffer allocate(int size) {
    // A slice is aligned at both ends, which takes up to that much from each.
    int bytes = Math.addExact(Math.multiplyExact(size, Float.BYTES), 2 * ALIGNMENT);
    ByteBuffer slice = ByteBuffer.allocateDirect(bytes).alignedSlice(ALIGNMENT);
    return slice.limit(size * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public FloatBuffer input(String name) {
    return inputs.view(name);
  }

  @Override
  public void run() {
    if (closed) {
      throw new IllegalStateException("The graph is closed.");
    }
    try {
      session.run(inputs.tensors, outputs.tensors).close();
    } catch (OrtException e) {
      throw new TrainingException("ONNX Runtime cannot run a graph: " + OnnxRuntime.sentence(e), e);
    }
  }

  @Override
  public FloatBuffer output(String name) {
    return outputs.view(name);
  }

  @Override
  public FloatBuffer gradient(String name) {
    FloatBuffer zero = zeros.get(name);
    if (zero != null) {
      return zero.duplicate();
    }
    if (!gradients.containsKey(name)) {
      throw new IllegalArgumentException("The graph has no gradient by " + name + "; it has those by "
          + gradients.keySet() + ".");
    }
    return outputs.view(gradients.get(name));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      inputs.close();
      outputs.close();
      zeros.clear();
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
