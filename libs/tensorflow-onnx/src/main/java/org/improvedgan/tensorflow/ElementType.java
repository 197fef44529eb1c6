package org.improvedgan.tensorflow;

import java.util.Arrays;
import java.util.Optional;

/** Types of a tensor's elements, with their numbers in TensorFlow's and in ONNX's files. */
public enum ElementType {
  FLOAT(1, 1, 4),
  DOUBLE(2, 11, 8),
  INT32(3, 6, 4),
  UINT8(4, 2, 1),
  INT16(5, 5, 2),
  INT8(6, 3, 1),
  INT64(9, 7, 8),
  BOOL(10, 9, 1),
  HALF(19, 10, 2);

  private final int tensorflow;
  private final int onnx;
  private final int bytes;

  ElementType(int tensorflow, int onnx, int bytes) {
    this.tensorflow = tensorflow;
    this.onnx = onnx;
    this.bytes = bytes;
  }

  /** The type of TensorFlow's number, if it is one of these. */
  public static Optional<ElementType> ofTensorFlow(int number) {
    return Arrays.stream(values()).filter(type -> type.tensorflow == number).findFirst();
  }

  /** Its number in ONNX. */
  public int onnx() {
    return onnx;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
