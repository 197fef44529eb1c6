package org.improvedgan.samediff.onnx;

import java.util.Arrays;
import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Derivatives of matrix products and of adding a bias. */
final class LinearAlgebraGradients {
  private LinearAlgebraGradients() {}

  static void register(Registry table) {
    table.addGradient("matmul_bp", "Gemm (MatMul for batches of matrices)", LinearAlgebraGradients::matmul);
    table.addGradient("biasadd_bp", "the gradient itself; sums", (op, g) -> {
      boolean[] summed = new boolean[op.rank(0)];
      Arrays.fill(summed, true);
      summed[op.flag(0, false) && op.rank(0) > 2 ? 1 : op.rank(0) - 1] = false;
      return List.of(op.input(2), Sums.over(g, op.input(2), op.type(2), op.shape(2), summed, op.shape(1)));
    });
  }

  /**
   * C = op(A) · op(B), transposed if the third flag says so: with G the gradient by op(A) · op(B), the gradients by
   * op(A) and op(B) are G · op(B)ᵀ and op(A)ᵀ · G.
   */
  private static List<String> matmul(GraphOperation op, OnnxGraph g) {
    boolean transposeA = op.integer(0, 0) == 1;
    boolean transposeB = op.integer(1, 0) == 1;
    boolean transposeC = op.integer(2, 0) == 1;
    if (op.rank(0) != op.rank(1) || op.rank(0) < 2) {
      throw op.unsupported("multiplies arrays of " + op.rank(0) + " and " + op.rank(1) + " dimensions");
    }
    Product product = (a, ta, b, tb) -> LinearAlgebra.product(op, g, a, ta, b, tb);
    String a = op.input(0);
    String b = op.input(1);
    String c = op.input(2);
    String byA = transposeA
        ? product.of(b, transposeB, c, !transposeC)
        : product.of(c, transposeC, b, !transposeB);
    String byB = transposeB
        ? product.of(c, !transposeC, a, transposeA)
        : product.of(a, !transposeA, c, transposeC);
    return List.of(byA, byB);
  }

  @FunctionalInterface
  private interface Product {
    String of(String a, boolean transposeA, String b, boolean transposeB);
  }
}
