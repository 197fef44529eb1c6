package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;
import static org.improvedgan.samediff.onnx.OnnxGraph.ints;
import static org.improvedgan.samediff.onnx.OnnxGraph.type;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.samediff.onnx.Operations.Registry;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Derivatives of reductions. Inputs: x, then the gradient by the result. */
final class ReductionGradients {
  private ReductionGradients() {}

  static void register(Registry table) {
    table.addGradient("reduce_sum_bp", "Reshape, Expand", (op, g) -> List.of(spread(op, g, op.input(1))));
    table.addGradient("reduce_mean_bp", "Mul, Reshape, Expand", (op, g) -> {
      long count = Axes.count(op.shape(0), reduced(op));
      return List.of(spread(op, g, g.node("Mul", List.of(op.input(1), g.scalar(1.0 / count, op.type(0))))));
    });
    table.addGradient("reduce_norm1_bp", "Sign, Mul", (op, g) -> List.of(
        g.node("Mul", List.of(g.node("Sign", List.of(op.input(0))), aligned(op, g, op.input(1))))));
    table.addGradient("reduce_norm2_bp", "ReduceL2, Div, Mul", (op, g) -> {
      String scaled = g.node("Div", List.of(aligned(op, g, op.input(1)), whole(op, g, "ReduceL2")));
      return List.of(g.node("Mul", List.of(op.input(0), scaled)));
    });
    table.addGradient("reduce_prod_bp", "ReduceProd, Mul, Div", (op, g) -> {
      String product = g.node("Mul", List.of(aligned(op, g, op.input(1)), whole(op, g, "ReduceProd")));
      return List.of(g.node("Div", List.of(product, op.input(0))));
    });
    table.addGradient("reduce_max_bp", "ArgMax, Equal, Cast, Mul", (op, g) ->
        List.of(g.node("Mul", List.of(chosen(op, g, "ArgMax", op.input(0)), aligned(op, g, op.input(1))))));
    table.addGradient("reduce_min_bp", "ArgMin, Equal, Cast, Mul", (op, g) ->
        List.of(g.node("Mul", List.of(chosen(op, g, "ArgMin", op.input(0)), aligned(op, g, op.input(1))))));
    table.addGradient("reduce_norm_max_bp", "Abs, ArgMax, Equal, Cast, Sign, Mul", (op, g) -> {
      String chosen = chosen(op, g, "ArgMax", g.node("Abs", List.of(op.input(0))));
      String signed = g.node("Mul", List.of(chosen, g.node("Sign", List.of(op.input(0)))));
      return List.of(g.node("Mul", List.of(signed, aligned(op, g, op.input(1)))));
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

  /** The reduction itself, with dimensions kept. */
  private static String whole(GraphOperation op, OnnxGraph g, String onnx) {
    boolean[] reduced = reduced(op);
    long[] axes = IntStream.range(0, reduced.length).filter(i -> reduced[i]).asLongStream().toArray();
    return axes.length == 0
        ? op.input(0)
        : g.node(onnx, List.of(op.input(0)), ints("axes", axes), integer("keepdims", 1));
  }

  /**
   * 1 for the element that a reduction chose, the first of equals as in ND4J, and 0 for the others. The reduced
   * dimensions are moved to the end and joined for it.
   */
  private static String chosen(GraphOperation op, OnnxGraph g, String onnx, String value) {
    boolean[] reduced = reduced(op);
    long[] shape = op.shape(0);
    long count = Axes.count(shape, reduced);
    long[] order = IntStream.concat(
            IntStream.range(0, shape.length).filter(i -> !reduced[i]),
            IntStream.range(0, shape.length).filter(i -> reduced[i]))
        .asLongStream().toArray();
    long[] moved = Arrays.stream(order).map(i -> shape[(int) i]).toArray();
    long[] rows = {Axes.count(shape) / count, count};
    String matrix = Sums.reshape(g, g.transpose(value, order), moved, rows);
    String places = g.shared("places" + count, () -> Nd4j.arange(count).castTo(DataType.INT64).reshape(1, count));
    String best = g.node(onnx, List.of(matrix), integer("axis", 1), integer("keepdims", 1));
    String mask = g.node("Cast", List.of(g.node("Equal", List.of(best, places))), type(op.type(0)));
    return g.transpose(Sums.reshape(g, mask, rows, moved), Axes.inverse(order));
  }
}
