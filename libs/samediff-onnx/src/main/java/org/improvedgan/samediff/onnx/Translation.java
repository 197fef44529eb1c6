package org.improvedgan.samediff.onnx;

import java.util.List;

/** How an operation is written as ONNX nodes. */
@FunctionalInterface
interface Translation {
  /** Adds the nodes and returns the ONNX values of the operation's outputs, in order. */
  List<String> apply(GraphOperation operation, OnnxGraph onnx);

  /** A translation with one output. */
  @FunctionalInterface
  interface Single {
    String apply(GraphOperation operation, OnnxGraph onnx);
  }
}
