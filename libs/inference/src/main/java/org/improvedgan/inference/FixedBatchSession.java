package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * Runs one session always with the same batch size: ONNX Runtime's matrix kernels add up in another order for another
 * number of rows, so a batch of 3 and a batch of 64 may differ in the last bit of the same row. Inputs and outputs lie
 * in direct buffers that are kept for the next run; each thread that runs at the same time has buffers of its own.
 */
final class FixedBatchSession implements AutoCloseable {

  /**
   * One input or output.
   *
   * @param shape shape of one example, without the batch dimension
   */
  record Tensor(String name, OnnxJavaType type, long... shape) {

    int bytes() {
      return Math.toIntExact(LongStream.of(shape).reduce(type.size, Math::multiplyExact));
    }
  }

  private final OrtSession session;
  private final List<Tensor> inputs;
  private final List<Tensor> outputs;
  private final int batch;
  private final Queue<Buffers> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  FixedBatchSession(OrtSession session, List<Tensor> inputs, List<Tensor> outputs, int batch) {
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
    this.batch = batch;
  }

  int batch() {
    return batch;
  }

  /** Buffers for the calling thread; close them to give them back. */
  Buffers borrow() throws OrtException {
    Buffers buffers = idle.poll();
    return buffers == null ? new Buffers() : buffers;
  }

  /** Frees the buffers, not the session; those of a run that is under way once it gives them back. */
  @Override
  public void close() {
    closed = true;
    for (Buffers buffers = idle.poll(); buffers != null; buffers = idle.poll()) {
      buffers.free();
    }
  }

  /** Memory of one run at a time: {@code batch} examples, in the machine's byte order. */
  final class Buffers implements AutoCloseable {

    private final List<ByteBuffer> in = new ArrayList<>();
    private final List<ByteBuffer> out = new ArrayList<>();
    private final Map<String, OnnxTensorLike> inputTensors = new LinkedHashMap<>();
    private final Map<String, OnnxValue> outputTensors = new LinkedHashMap<>();
    private final List<OnnxTensor> tensors = new ArrayList<>();

    private Buffers() throws OrtException {
      for (Tensor input : inputs) {
        ByteBuffer buffer = allocate(input);
        in.add(buffer);
        inputTensors.put(input.name(), tensor(input, buffer));
      }
      for (Tensor output : outputs) {
        ByteBuffer buffer = allocate(output);
        out.add(buffer);
        outputTensors.put(output.name(), tensor(output, buffer));
      }
    }

    private ByteBuffer allocate(Tensor tensor) {
      return ByteBuffer.allocateDirect(Math.multiplyExact(batch, tensor.bytes())).order(ByteOrder.nativeOrder());
    }

    private OnnxTensor tensor(Tensor spec, ByteBuffer buffer) throws OrtException {
      long[] shape = LongStream.concat(LongStream.of(batch), LongStream.of(spec.shape())).toArray();
      OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape, spec.type());
      tensors.add(tensor);
      return tensor;
    }

    ByteBuffer input(int i) {
      return in.get(i);
    }

    ByteBuffer output(int i) {
      return out.get(i);
    }

    void run() throws OrtException {
      session.run(inputTensors, outputTensors).close();
    }

    @Override
    public void close() {
      idle.add(this);
      if (closed) {
        FixedBatchSession.this.close();
      }
    }

    private void free() {
      tensors.forEach(OnnxTensor::close);
    }
  }
}
