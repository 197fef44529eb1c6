package org.improvedgan.tensorflow.onnx;

import org.improvedgan.tensorflow.GraphNode;

/** How one operation of TensorFlow is said in ONNX. */
@FunctionalInterface
interface Rule {

  /**
   * Adds what the node does to the ONNX graph.
   *
   * @return its output 0
   * @throws org.improvedgan.tensorflow.GraphException if the node does something that cannot be translated
   */
  Operand translate(GraphNode node, Translation translation);
}
