package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;
import static org.improvedgan.samediff.onnx.OnnxGraph.real;
import static org.improvedgan.samediff.onnx.OnnxGraph.type;

import java.util.List;
import org.improvedgan.samediff.onnx.Operations.Registry;
import org.nd4j.linalg.api.buffer.DataType;

/** Derivatives of functions of one element, and of softmax. Inputs: x, then the gradient by the result. */
final class ActivationGradients {
  /** Makes the smallest normal float 1, so that a value limited to 0 … 1 afterwards says which sign it had. */
  private static final double HUGE = 1e38;

  /** The derivative itself, which the gradient is then multiplied by. */
  @FunctionalInterface
  private interface Slope {
    String of(GraphOperation op, OnnxGraph g, String x);
  }

  private ActivationGradients() {}

  static void register(Registry table) {
    slope(table, "thresholdedrelu_bp", "HardSigmoid, Mul (Greater, Cast, Mul with a cutoff)",
        ActivationGradients::rectifier);
    slope(table, "lrelu_bp", "Mul, Clip, Mul (Greater, Where, Mul for slopes outside 0 … 1)",
        ActivationGradients::leaky);
    slope(table, "elu_bp", "Exp, Mul, Min, Where, Mul", (op, g, x) -> {
      // Min keeps the exponential finite where it is not used.
      String decay = g.node("Exp", List.of(g.node("Min", List.of(x, g.scalar(0, op.type(0))))));
      String below = g.node("Mul", List.of(decay, g.scalar(op.real(0, 1), op.type(0))));
      return g.node("Where", List.of(
          g.node("GreaterOrEqual", List.of(x, g.scalar(0, op.type(0)))), g.scalar(1, op.type(0)), below));
    });
    slope(table, "relu6_bp", "Greater, Less, And, Cast, Mul", (op, g, x) -> between(op, g, x, 0, 6));
    slope(table, "hardtanh_bp", "Greater, Less, And, Cast, Mul", (op, g, x) -> between(op, g, x, -1, 1));
    slope(table, "hardsigmoid_bp", "Greater, Less, And, Cast, Mul", (op, g, x) ->
        g.node("Mul", List.of(between(op, g, x, -2.5, 2.5), g.scalar(0.2, op.type(0)))));
    slope(table, "sigmoid_bp", "Sigmoid, Sub, Mul", (op, g, x) -> {
      String y = g.node("Sigmoid", List.of(x));
      return g.node("Mul", List.of(y, g.node("Sub", List.of(g.scalar(1, op.type(0)), y))));
    });
    slope(table, "tanh_bp", "Tanh, Mul, Sub", (op, g, x) -> {
      String y = g.node("Tanh", List.of(x));
      return g.node("Sub", List.of(g.scalar(1, op.type(0)), g.node("Mul", List.of(y, y))));
    });
    slope(table, "softsign_bp", "Abs, Add, Mul, Reciprocal", (op, g, x) -> {
      String y = g.node("Add", List.of(g.node("Abs", List.of(x)), g.scalar(1, op.type(0))));
      return g.node("Reciprocal", List.of(g.node("Mul", List.of(y, y))));
    });
    slope(table, "cube_bp", "Mul", (op, g, x) ->
        g.node("Mul", List.of(g.node("Mul", List.of(x, x)), g.scalar(3, op.type(0)))));
    table.addGradient("_swishderivative", "Sigmoid, Mul, Sub, Add", (op, g) -> {
      String y = g.node("Sigmoid", List.of(op.input(0)));
      String rest = g.node("Mul", List.of(op.input(0), g.node("Sub", List.of(g.scalar(1, op.type(0)), y))));
      return List.of(g.node("Mul", List.of(y, g.node("Add", List.of(g.scalar(1, op.type(0)), rest)))));
    });
    table.addGradient("_powderivative", "Pow, Mul", (op, g) -> {
      double power = op.real(0, 1);
      String number = g.scalar(power, op.type(0));
      if (power == 2) {
        return List.of(g.node("Mul", List.of(op.input(0), number)));
      }
      String lower = g.node("Pow", List.of(op.input(0), g.scalar(power - 1, op.type(0))));
      return List.of(g.node("Mul", List.of(lower, number)));
    });
    table.addGradient("softmax_bp", "Softmax, Mul, ReduceSum, Sub", (op, g) -> {
      String y = g.node("Softmax", List.of(op.input(0)), integer("axis", op.integer(0, -1)));
      String weighted = total(op, g, g.node("Mul", List.of(op.input(1), y)));
      return List.of(g.node("Mul", List.of(y, g.node("Sub", List.of(op.input(1), weighted)))));
    });
    table.addGradient("log_softmax_bp", "Softmax, Mul, ReduceSum, Sub", (op, g) -> {
      String y = g.node("Softmax", List.of(op.input(0)), integer("axis", op.integer(0, -1)));
      String part = g.node("Mul", List.of(y, total(op, g, op.input(1))));
      return List.of(g.node("Sub", List.of(op.input(1), part)));
    });
  }

  private static void slope(Registry table, String name, String onnx, Slope slope) {
    table.addGradient(name, onnx, (op, g) ->
        List.of(g.node("Mul", List.of(slope.of(op, g, op.input(0)), op.input(1)))));
  }

  /**
   * 1 where x is above the cutoff, else 0. The forward result tells it too, and lets the product before it end in the
   * activation. Of the forms that ONNX Runtime has, a steep HardSigmoid is the fastest; it knows floats alone.
   */
  private static String rectifier(GraphOperation op, OnnxGraph g, String x) {
    double cutoff = op.real(0, 0);
    if (cutoff != 0 || op.type(0) != DataType.FLOAT) {
      return g.node("Cast", List.of(g.node("Greater", List.of(x, g.scalar(cutoff, op.type(0))))), type(op.type(0)));
    }
    String y = op.twin("relu", 0).orElse(x);
    return g.node("HardSigmoid", List.of(y), real("alpha", HUGE), real("beta", 0));
  }

  /** 1 above 0, else alpha. A positive alpha leaves the sign to the result, and one of at most 1 can be a limit. */
  private static String leaky(GraphOperation op, OnnxGraph g, String x) {
    double alpha = op.real(0, 0);
    DataType type = op.type(0);
    String y = alpha > 0 ? op.twin("leakyrelu", alpha).orElse(x) : x;
    if (alpha >= 0 && alpha <= 1) {
      return g.node("Clip", List.of(
          g.node("Mul", List.of(y, g.scalar(HUGE, type))), g.scalar(alpha, type), g.scalar(1, type)));
    }
    return g.node("Where", List.of(
        g.node("Greater", List.of(y, g.scalar(0, type))), g.scalar(1, type), g.scalar(alpha, type)));
  }

  private static String between(GraphOperation op, OnnxGraph g, String x, double low, double high) {
    String inside = g.node("And", List.of(
        g.node("Greater", List.of(x, g.scalar(low, op.type(0)))),
        g.node("Less", List.of(x, g.scalar(high, op.type(0))))));
    return g.node("Cast", List.of(inside), type(op.type(0)));
  }

  private static String total(GraphOperation op, OnnxGraph g, String value) {
    return g.node("ReduceSum", List.of(value, g.longs(op.integer(0, -1))), integer("keepdims", 1));
  }
}
