package org.improvedgan.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.improvedgan.tensorflow.proto.OnnxProtos.Tensor;

/** The values of ONNX tensors. */
final class Tensors {

  /** ONNX's numbers of element types. */
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int FLOAT16 = 10;
  static final int DOUBLE = 11;
  static final int BFLOAT16 = 16;

  /** What the exponent of a half float, or of a bfloat16, is made of where the number is not finite. */
  private static final int HALF_EXPONENT = 0x7C00;
  private static final int BFLOAT_EXPONENT = 0x7F80;

  private Tensors() {
  }

  /** Number of elements that the shape claims; more than any tensor has where that number cannot be told. */
  static long elements(List<Long> dims) {
    long product = 1;
    for (long dim : dims) {
      if (dim < 0 || dim > 0 && product > Long.MAX_VALUE / dim) {
        return Long.MAX_VALUE;
      }
      product *= dim;
    }
    return product;
  }

  /** Whether any value is no number (NaN); false for types other than floats. */
  static boolean holdsNan(Tensor tensor) {
    ByteBuffer raw = raw(tensor);
    switch (tensor.getDataType()) {
      case FLOAT -> {
        while (raw.remaining() >= Float.BYTES) {
          if (Float.isNaN(raw.getFloat())) {
            return true;
          }
        }
        return tensor.getFloatDataList().stream().anyMatch(value -> Float.isNaN(value));
      }
      case DOUBLE -> {
        while (raw.remaining() >= Double.BYTES) {
          if (Double.isNaN(raw.getDouble())) {
            return true;
          }
        }
        return tensor.getDoubleDataList().stream().anyMatch(value -> Double.isNaN(value));
      }
      case FLOAT16, BFLOAT16 -> {
        int exponent = tensor.getDataType() == FLOAT16 ? HALF_EXPONENT : BFLOAT_EXPONENT;
        while (raw.remaining() >= Short.BYTES) {
          if (halfIsNan(raw.getShort(), exponent)) {
            return true;
          }
        }
        return tensor.getInt32DataList().stream().anyMatch(value -> halfIsNan(value, exponent));
      }
      default -> {
        return false;
      }
    }
  }

  private static boolean halfIsNan(int bits, int exponent) {
    return (bits & 0x7FFF) > exponent;
  }

  /** All values as float64, where the type is float32, float64, int32 or int64; empty for other types. */
  static double[] numbers(Tensor tensor) {
    ByteBuffer raw = raw(tensor);
    return switch (tensor.getDataType()) {
      case FLOAT -> raw.hasRemaining() ? fill(raw.remaining() / Float.BYTES, raw::getFloat)
          : tensor.getFloatDataList().stream().mapToDouble(Float::doubleValue).toArray();
      case DOUBLE -> raw.hasRemaining() ? fill(raw.remaining() / Double.BYTES, raw::getDouble)
          : tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray();
      case INT32 -> raw.hasRemaining() ? fill(raw.remaining() / Integer.BYTES, raw::getInt)
          : tensor.getInt32DataList().stream().mapToDouble(Integer::doubleValue).toArray();
      case INT64 -> raw.hasRemaining() ? fill(raw.remaining() / Long.BYTES, raw::getLong)
          : tensor.getInt64DataList().stream().mapToDouble(Long::doubleValue).toArray();
      default -> new double[0];
    };
  }

  private static double[] fill(int count, java.util.function.DoubleSupplier next) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = next.getAsDouble();
    }
    return values;
  }

  private static ByteBuffer raw(Tensor tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
