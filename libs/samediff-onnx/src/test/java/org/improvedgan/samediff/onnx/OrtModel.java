package org.improvedgan.samediff.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model loaded into ONNX Runtime, with ND4J arrays in and flat arrays of doubles out. */
final class OrtModel implements AutoCloseable {
  record Tensor(long[] shape, double[] values) {}

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  final OrtSession session;

  OrtModel(byte[] onnx) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = environment.createSession(onnx, options);
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  Map<String, Tensor> run(Map<String, INDArray> inputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
          outputs.put(output.getKey(), values((OnnxTensor) output.getValue()));
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime cannot run the model: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(INDArray array) throws OrtException {
    INDArray rowMajor = array.dup('c');
    long[] shape = array.shape();
    return switch (array.dataType()) {
      case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(rowMajor.data().asFloat()), shape);
      case DOUBLE -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(rowMajor.data().asDouble()), shape);
      case INT -> OnnxTensor.createTensor(environment, IntBuffer.wrap(rowMajor.data().asInt()), shape);
      case LONG -> OnnxTensor.createTensor(environment, LongBuffer.wrap(rowMajor.data().asLong()), shape);
      case UBYTE -> {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) array.length());
        INDArray flat = rowMajor.castTo(DataType.INT32);
        for (int value : flat.data().asInt()) {
          bytes.put((byte) value);
        }
        yield OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
      }
      default -> throw new AssertionError("No input of type " + array.dataType() + " in these tests");
    };
  }

  private static Tensor values(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    int count = Math.toIntExact(info.getNumElements());
    double[] values = new double[count];
    ByteBuffer bytes = tensor.getByteBuffer();
    for (int i = 0; i < count; i++) {
      values[i] = switch (info.type) {
        case FLOAT -> bytes.getFloat(4 * i);
        case DOUBLE -> bytes.getDouble(8 * i);
        case INT32 -> bytes.getInt(4 * i);
        case INT64 -> bytes.getLong(8 * i);
        case UINT8 -> bytes.get(i) & 0xff;
        case INT8, BOOL -> bytes.get(i);
        default -> throw new AssertionError("No output of type " + info.type + " in these tests");
      };
    }
    return new Tensor(info.getShape(), values);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
