package org.improvedgan.tensorflow.onnx;

import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;

/** What an operation computes with: a constant of the graph, or something that the ONNX graph computes. */
sealed interface Operand {

  /** Order of the dimensions of a computed tensor. */
  enum Layout {
    /** TensorFlow's. */
    AS_IT_IS,
    /** Images [N, C, H, W], which TensorFlow has as [N, H, W, C]. */
    NCHW
  }

  ElementType type();

  /** Sizes in TensorFlow's order, -1 where they follow the input. */
  long[] shape();

  default int rank() {
    return shape().length;
  }

  /** A constant. */
  record Constant(ConstantTensor tensor) implements Operand {

    @Override
    public ElementType type() {
      return tensor.type();
    }

    @Override
    public long[] shape() {
      return tensor.shape();
    }
  }

  /**
   * A result.
   *
   * @param name  in the ONNX graph
   * @param shape in TensorFlow's order whatever the layout
   */
  record Computed(String name, ElementType type, long[] shape, Layout layout) implements Operand {

    /** The result of an operation that changes neither shape nor order. */
    Computed as(String other) {
      return new Computed(other, type, shape, layout);
    }

    Computed as(String other, ElementType otherType) {
      return new Computed(other, otherType, shape, layout);
    }
  }
}
