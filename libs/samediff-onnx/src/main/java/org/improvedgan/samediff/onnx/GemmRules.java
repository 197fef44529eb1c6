package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.Arrays;
import java.util.List;

/** Rules that let a matrix product do what stands around it. */
final class GemmRules {
  private static final long[] SWAPPED = {1, 0};
  private static final List<String> FLAGS = List.of("transA", "transB");

  private GemmRules() {}

  /** A product reads its operands transposed for free. */
  static boolean transposedOperand(OnnxNode node, Simplifier simplifier) {
    if (!node.is("Gemm")) {
      return false;
    }
    for (int i = 0; i < 2; i++) {
      OnnxNode operand = simplifier.graph().producer(node.inputs.get(i));
      if (operand != null && operand.is("Transpose") && Arrays.equals(operand.ints("perm"), SWAPPED)) {
        node.inputs.set(i, operand.inputs.get(0));
        node.set(integer(FLAGS.get(i), 1 - node.integer(FLAGS.get(i), 0)));
        return true;
      }
    }
    return false;
  }

  /** A row that is added to a product, and to nothing else, is its bias. */
  static boolean bias(OnnxNode node, Simplifier simplifier) {
    if (!node.is("Add")) {
      return false;
    }
    OnnxGraph graph = simplifier.graph();
    for (int i = 0; i < 2; i++) {
      String product = node.inputs.get(i);
      String row = node.inputs.get(1 - i);
      OnnxNode gemm = graph.producer(product);
      long[] shape = graph.shape(product);
      if (gemm != null && gemm.is("Gemm") && gemm.inputs.size() == 2 && shape != null && isRow(graph.shape(row), shape)
          && simplifier.onlyUse(product)) {
        simplifier.substitute(node, new OnnxNode(
            "Gemm", List.of(gemm.inputs.get(0), gemm.inputs.get(1), row), node.outputs, gemm.attributes()));
        return true;
      }
    }
    return false;
  }

  private static boolean isRow(long[] shape, long[] product) {
    return shape != null && (shape.length == 1 || shape.length == 2 && shape[0] == 1)
        && shape[shape.length - 1] == product[1];
  }
}
