package org.improvedgan.samediff.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/** ND4J's element types and arrays as ONNX ones. */
final class OnnxTypes {
  private OnnxTypes() {}

  static TensorProto.DataType of(DataType type) {
    return switch (type) {
      case FLOAT -> TensorProto.DataType.FLOAT;
      case DOUBLE -> TensorProto.DataType.DOUBLE;
      case INT -> TensorProto.DataType.INT32;
      case LONG -> TensorProto.DataType.INT64;
      case SHORT -> TensorProto.DataType.INT16;
      case BYTE -> TensorProto.DataType.INT8;
      case UBYTE -> TensorProto.DataType.UINT8;
      case BOOL -> TensorProto.DataType.BOOL;
      default -> throw new OnnxExportException("Element type " + type + " has no translation to ONNX.");
    };
  }

  /** The array in row-major order, little endian, inside the model (never as external data). */
  static TensorProto tensor(String name, INDArray array) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(of(array.dataType()).getNumber());
    for (long size : array.shape()) {
      tensor.addDims(size);
    }
    return tensor.setRawData(ByteString.copyFrom(bytes(array))).build();
  }

  private static byte[] bytes(INDArray array) {
    int count = Math.toIntExact(array.length());
    DataType type = array.dataType();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, type.width())).order(ByteOrder.LITTLE_ENDIAN);
    if (count == 0) {
      return bytes.array();
    }
    // A copy in row-major order: views and column-major arrays have their elements elsewhere.
    DataBuffer elements = array.dup('c').data();
    switch (type) {
      case FLOAT -> bytes.asFloatBuffer().put(elements.asFloat());
      case DOUBLE -> bytes.asDoubleBuffer().put(elements.asDouble());
      case INT -> bytes.asIntBuffer().put(elements.asInt());
      case LONG -> bytes.asLongBuffer().put(elements.asLong());
      default -> {
        for (int i = 0; i < count; i++) {
          long value = elements.getLong(i);
          if (type == DataType.INT16) {
            bytes.putShort((short) value);
          } else {
            bytes.put((byte) value);
          }
        }
      }
    }
    return bytes.array();
  }

  static TensorProto longs(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }
}
