package org.improvedgan.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.improvedgan.tensorflow.proto.GraphProtos.Tensor;
import org.improvedgan.tensorflow.proto.GraphProtos.TensorShape;

/**
 * A tensor that the graph itself holds. However a file encodes it (as bytes, as a list of numbers, as one number for
 * all elements, or as a list whose last number stands for all that follow), here it is plain bytes.
 *
 * @param type  of the elements
 * @param shape sizes of the dimensions; none for a scalar
 * @param data  little-endian, row-major: as many elements as the shape says
 */
public record ConstantTensor(ElementType type, long[] shape, ByteString data) {

  static ConstantTensor of(Tensor tensor, GraphNode node) {
    ElementType type = ElementType.ofTensorFlow(tensor.getDtype()).orElseThrow(() -> node.refuse(
        "holds elements of TensorFlow's type " + tensor.getDtype() + ", which cannot be translated."));
    long[] shape = dimensions(tensor.getTensorShape());
    long count = count(shape);
    if (count < 0 || count * type.bytes() > Integer.MAX_VALUE - 8) {
      throw node.refuse("states the shape " + Arrays.toString(shape) + ", which no tensor in a file can have.");
    }
    int bytes = (int) count * type.bytes();
    if (!tensor.getTensorContent().isEmpty()) {
      if (tensor.getTensorContent().size() != bytes) {
        throw node.refuse("holds " + tensor.getTensorContent().size() + " bytes where its shape "
            + Arrays.toString(shape) + " takes " + bytes + ".");
      }
      return new ConstantTensor(type, shape, tensor.getTensorContent());
    }
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int listed = listed(tensor, type);
    if (listed > count) {
      throw node.refuse("lists " + listed + " values where its shape " + Arrays.toString(shape) + " takes " + count
          + ".");
    }
    // Without any value TensorFlow means zeros.
    for (int i = 0; i < count && listed > 0; i++) {
      put(data, tensor, type, Math.min(i, listed - 1));
    }
    return new ConstantTensor(type, shape, UnsafeByteOperations.unsafeWrap(data.array()));
  }

  private static int listed(Tensor tensor, ElementType type) {
    return switch (type) {
      case FLOAT -> tensor.getFloatValCount();
      case DOUBLE -> tensor.getDoubleValCount();
      case INT32, INT16, INT8, UINT8 -> tensor.getIntValCount();
      case INT64 -> tensor.getInt64ValCount();
      case BOOL -> tensor.getBoolValCount();
      case HALF -> tensor.getHalfValCount();
    };
  }

  private static void put(ByteBuffer data, Tensor tensor, ElementType type, int i) {
    switch (type) {
      case FLOAT -> data.putFloat(tensor.getFloatVal(i));
      case DOUBLE -> data.putDouble(tensor.getDoubleVal(i));
      case INT32 -> data.putInt(tensor.getIntVal(i));
      case INT16 -> data.putShort((short) tensor.getIntVal(i));
      case INT8, UINT8 -> data.put((byte) tensor.getIntVal(i));
      case INT64 -> data.putLong(tensor.getInt64Val(i));
      case BOOL -> data.put((byte) (tensor.getBoolVal(i) ? 1 : 0));
      case HALF -> data.putShort((short) tensor.getHalfVal(i));
    }
  }

  static long[] dimensions(TensorShape shape) {
    return shape.getDimList().stream().mapToLong(TensorShape.Dim::getSize).toArray();
  }

  /** Number of elements; -1 if a dimension is negative or the product too large. */
  private static long count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0 || count > Integer.MAX_VALUE) {
        return -1;
      }
      count *= size;
    }
    return count > Integer.MAX_VALUE ? -1 : count;
  }

  /** Number of elements. */
  public int size() {
    return data.size() / type.bytes();
  }

  /** A copy of the values of a float32 tensor. */
  public float[] floats() {
    require(type == ElementType.FLOAT);
    float[] values = new float[size()];
    buffer().asFloatBuffer().get(values);
    return values;
  }

  /** The values of a tensor of 32- or 64-bit integers. */
  public long[] integers() {
    require(type == ElementType.INT32 || type == ElementType.INT64);
    long[] values = new long[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == ElementType.INT64 ? buffer().getLong(i * Long.BYTES) : buffer().getInt(i * Integer.BYTES);
    }
    return values;
  }

  /** The same values under another shape of as many elements. */
  public ConstantTensor withShape(long... other) {
    require(count(other) == size());
    return new ConstantTensor(type, other, data);
  }

  /** A float32 tensor. */
  public static ConstantTensor of(float[] values, long... shape) {
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new ConstantTensor(ElementType.FLOAT, shape, UnsafeByteOperations.unsafeWrap(data.array()));
  }

  /** A vector of 64-bit integers. */
  public static ConstantTensor of(long... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new ConstantTensor(ElementType.INT64, new long[] {values.length},
        UnsafeByteOperations.unsafeWrap(data.array()));
  }

  /** The bytes, to be read only. */
  public ByteBuffer buffer() {
    // A slice, because the bytes may lie within those of the whole file.
    return data.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void require(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("This is a tensor of " + type + " " + Arrays.toString(shape) + ".");
    }
  }
}
