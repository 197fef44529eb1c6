package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.type;

import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Derivatives of arithmetic. Inputs: both operands, then the gradient g by the result; outputs: the gradients by the
 * operands, each summed over the dimensions that broadcasting repeated.
 */
final class ElementwiseGradients {
  /** The gradients by x and y as if both had the result's shape. */
  @FunctionalInterface
  private interface Pair {
    List<String> of(OnnxGraph g, GraphOperation op, String x, String y, String gradient);
  }

  private ElementwiseGradients() {}

  static void register(Registry table) {
    binary(table, "multiply_bp", "Mul", (g, op, x, y, gradient) ->
        List.of(g.node("Mul", List.of(gradient, y)), g.node("Mul", List.of(gradient, x))));
    binary(table, "divide_bp", "Div, Mul, Neg", (g, op, x, y, gradient) -> quotient(g, x, y, gradient));
    binary(table, "reversedivide_bp", "Div, Mul, Neg", (g, op, x, y, gradient) -> {
      List<String> exchanged = quotient(g, y, x, gradient);
      return List.of(exchanged.get(1), exchanged.get(0));
    });
    binary(table, "maximum_bp", "GreaterOrEqual, LessOrEqual, Cast, Mul", (g, op, x, y, gradient) -> List.of(
        where(g, op, "GreaterOrEqual", x, y, gradient), where(g, op, "LessOrEqual", x, y, gradient)));
    binary(table, "squaredsubtract_bp", "Sub, Mul, Neg", (g, op, x, y, gradient) -> {
      String twice = g.node("Mul", List.of(g.node("Sub", List.of(x, y)), g.scalar(2, op.type(0))));
      String first = g.node("Mul", List.of(twice, gradient));
      return List.of(first, g.node("Neg", List.of(first)));
    });
    binary(table, "Pow_bp", "Pow, Log, Mul, Sub", ElementwiseGradients::power);

    table.addGradient("add_bp", "the gradient itself", (op, g) ->
        List.of(reduced(op, g, op.input(2), 0), reduced(op, g, op.input(2), 1)));
    table.addGradient("subtract_bp", "the gradient itself, Neg", (op, g) ->
        List.of(reduced(op, g, op.input(2), 0), g.node("Neg", List.of(reduced(op, g, op.input(2), 1)))));
    table.addGradient("reversesubtract_bp", "Neg, the gradient itself", (op, g) ->
        List.of(g.node("Neg", List.of(reduced(op, g, op.input(2), 0))), reduced(op, g, op.input(2), 1)));
  }

  private static void binary(Registry table, String name, String onnx, Pair pair) {
    table.addGradient(name, onnx + "; sums where broadcast", (op, g) -> {
      List<String> both = pair.of(g, op, op.input(0), op.input(1), op.input(2));
      return List.of(reduced(op, g, both.get(0), 0), reduced(op, g, both.get(1), 1));
    });
  }

  /** A value of the result's shape, summed to the operand's shape. */
  private static String reduced(GraphOperation op, OnnxGraph g, String value, int operand) {
    return Sums.unbroadcast(
        g, value, op.type(2), Axes.broadcast(List.of(op.shape(0), op.shape(1))), op.shape(operand));
  }

  /** x / y: g / y, and -(g / y) · x / y. */
  private static List<String> quotient(OnnxGraph g, String x, String y, String gradient) {
    String first = g.node("Div", List.of(gradient, y));
    String product = g.node("Mul", List.of(first, g.node("Div", List.of(x, y))));
    return List.of(first, g.node("Neg", List.of(product)));
  }

  /** x^y: g · y · x^(y - 1), and g · x^y · log x. */
  private static List<String> power(OnnxGraph g, GraphOperation op, String x, String y, String gradient) {
    DataType type = op.type(0);
    String lower = g.node("Pow", List.of(x, g.node("Sub", List.of(y, g.scalar(1, type)))));
    String byBase = g.node("Mul", List.of(g.node("Mul", List.of(gradient, y)), lower));
    String byExponent = g.node("Mul", List.of(
        g.node("Mul", List.of(gradient, g.node("Pow", List.of(x, y)))), g.node("Log", List.of(x))));
    return List.of(byBase, byExponent);
  }

  private static String where(OnnxGraph g, GraphOperation op, String comparison, String x, String y, String gradient) {
    String mask = g.node("Cast", List.of(g.node(comparison, List.of(x, y))), type(op.type(2)));
    return g.node("Mul", List.of(gradient, mask));
  }
}
