package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.Arrays;
import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Matrix products. */
final class LinearAlgebra {
  private LinearAlgebra() {}

  static void register(Registry table) {
    table.add("matmul", "Transpose where asked for, MatMul (Gemm for fixed shapes)", LinearAlgebra::matmul);
    table.add("xw_plus_b", "MatMul, Add (Gemm for fixed shapes)", (op, g) -> g.node("Add", List.of(
        product(op, g, op.input(0), false, op.input(1), op.integer(0, 0) == 1), op.input(2))));
    table.add("biasadd", "Add (Reshape where channels come first)", (op, g) -> {
      boolean channelsFirst = op.flag(0, false) && op.rank(0) > 2;
      String bias = op.input(1);
      if (channelsFirst) {
        long[] shape = new long[op.rank(0) - 1];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        bias = g.node("Reshape", List.of(bias, g.longs(shape)));
      }
      return g.node("Add", List.of(op.input(0), bias));
    });
  }

  /** alpha · op(A) · op(B), and transposed again if the third flag says so. */
  private static String matmul(GraphOperation op, OnnxGraph g) {
    if (op.real(0, 1) != 1 || op.real(1, 0) != 0) {
      throw op.unsupported("has alpha " + op.real(0, 1) + " and beta " + op.real(1, 0) + " instead of 1 and 0");
    }
    String product =
        product(op, g, op.input(0), op.integer(0, 0) == 1, op.input(1), op.integer(1, 0) == 1);
    return op.integer(2, 0) == 1 ? g.transpose(product, op.lastTwoExchanged(0)) : product;
  }

  /** op(A) · op(B) of matrices or of equally many of them. ONNX's Gemm transposes by itself, its MatMul does not. */
  static String product(
      GraphOperation op, OnnxGraph g, String a, boolean transposeA, String b, boolean transposeB) {
    if (op.fixed() && op.rank(0) == 2 && op.rank(1) == 2) {
      return g.node("Gemm", List.of(a, b),
          integer("transA", transposeA ? 1 : 0), integer("transB", transposeB ? 1 : 0));
    }
    return g.node("MatMul", List.of(
        transposeA ? g.transpose(a, op.lastTwoExchanged(0)) : a,
        transposeB ? g.transpose(b, op.lastTwoExchanged(1)) : b));
  }
}
