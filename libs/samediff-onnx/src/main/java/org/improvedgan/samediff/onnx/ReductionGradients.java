package org.improvedgan.samediff.onnx;

import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Derivatives of reductions. Inputs: x, then the gradient by the result. */
final class ReductionGradients {
  private ReductionGradients() {}

  static void register(Registry table) {
    table.addGradient("reduce_sum_bp", "Reshape, Expand", (op, g) -> List.of(spread(op, g, op.input(1))));
    table.addGradient("reduce_mean_bp", "Mul, Reshape, Expand", (op, g) -> {
      long count = Axes.count(op.shape(0), reduced(op));
      return List.of(spread(op, g, g.node("Mul", List.of(op.input(1), g.scalar(1.0 / count, op.type(0))))));
    });
  }

  private static boolean[] reduced(GraphOperation op) {
    return Axes.marked(op.rank(0), op.dimensionArguments());
  }

  /** The gradient by the result, repeated to the shape of x. */
  private static String spread(GraphOperation op, OnnxGraph g, String gradient) {
    return Sums.expand(g, aligned(op, g, gradient), Axes.kept(op.shape(0), reduced(op)), op.shape(0));
  }

  /** The gradient by the result, in the shape it has when dimensions are kept. */
  private static String aligned(GraphOperation op, OnnxGraph g, String gradient) {
    return Sums.reshape(g, gradient, op.shape(1), Axes.kept(op.shape(0), reduced(op)));
  }
}
