package org.improvedgan.samediff.onnx;

import java.util.Arrays;
import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Matrix products. */
final class LinearAlgebra {
  private LinearAlgebra() {}

  static void register(Registry table) {
    table.add("matmul", "Transpose where asked for, MatMul", LinearAlgebra::matmul);
    table.add("xw_plus_b", "MatMul, Add", (op, g) -> {
      String weights = op.integer(0, 0) == 1 ? g.transpose(op.input(1), 1, 0) : op.input(1);
      return g.node("Add", List.of(g.node("MatMul", List.of(op.input(0), weights)), op.input(2)));
    });
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
    String a = op.integer(0, 0) == 1 ? g.transpose(op.input(0), op.lastTwoExchanged(0)) : op.input(0);
    String b = op.integer(1, 0) == 1 ? g.transpose(op.input(1), op.lastTwoExchanged(1)) : op.input(1);
    String product = g.node("MatMul", List.of(a, b));
    return op.integer(2, 0) == 1 ? g.transpose(product, op.lastTwoExchanged(0)) : product;
  }
}
