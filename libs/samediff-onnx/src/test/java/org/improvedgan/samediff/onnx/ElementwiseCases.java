package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OperationCases.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.transforms.bool.BooleanNot;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Rint;

/** Arithmetic, functions, activations and comparisons. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static void add(OperationCases cases) {
    binary(cases);
    unary(cases);
    scalars(cases);
    comparisons(cases);
    types(cases);
  }

  /** Each on equal shapes, on a row against a batch, and on a column against a batch. */
  private static void binary(OperationCases cases) {
    Map<String, BinaryOperator<SDVariable>> operations = new LinkedHashMap<>();
    operations.put("add", SDVariable::add);
    operations.put("subtract", SDVariable::sub);
    operations.put("multiply", SDVariable::mul);
    operations.put("divide", SDVariable::div);
    operations.put("reversesubtract", SDVariable::rsub);
    operations.put("reversedivide", (a, b) -> b.rdiv(a));
    operations.put("squaredsubtract", SDVariable::squaredDifference);
    operations.put("maximum", (a, b) -> a.getSameDiff().max(a, b));
    operations.put("minimum", (a, b) -> a.getSameDiff().min(a, b));
    operations.put("Pow", (a, b) -> b.getSameDiff().math().pow(b, a));
    operations.forEach((name, operation) -> cases.add(name, (graph, source) -> {
      int width = source.size(1, 7);
      SDVariable x = input(graph, "x", width);
      SDVariable same = input(graph, "positive_same", width);
      SDVariable row = graph.constant(source.array(0.5, 2, DataType.FLOAT, width));
      SDVariable column = input(graph, "positive_column", 1);
      return List.of(operation.apply(x, same), operation.apply(x, row), operation.apply(x, column));
    }));
  }

  private static void unary(OperationCases cases) {
    Map<String, UnaryOperator<SDVariable>> anywhere = new LinkedHashMap<>();
    anywhere.put("neg", x -> x.getSameDiff().math().neg(x));
    anywhere.put("exp", x -> x.getSameDiff().math().exp(x));
    anywhere.put("expm1", x -> x.getSameDiff().math().expm1(x));
    anywhere.put("square", x -> x.getSameDiff().math().square(x));
    anywhere.put("cube", x -> x.getSameDiff().math().cube(x));
    anywhere.put("abs", x -> x.getSameDiff().math().abs(x));
    anywhere.put("sign", x -> x.getSameDiff().math().sign(x));
    anywhere.put("floor", x -> x.getSameDiff().math().floor(x));
    anywhere.put("ceil", x -> x.getSameDiff().math().ceil(x));
    anywhere.put("erf", x -> x.getSameDiff().math().erf(x));
    anywhere.put("sin", x -> x.getSameDiff().math().sin(x));
    anywhere.put("cos", x -> x.getSameDiff().math().cos(x));
    anywhere.put("tanh", x -> x.getSameDiff().math().tanh(x));
    anywhere.put("clip by value", x -> x.getSameDiff().math().clipByValue(x, -0.5, 1.25));
    anywhere.put("identity", x -> x.getSameDiff().identity(x));
    anywhere.put("zeros like", x -> x.getSameDiff().zerosLike(x));
    anywhere.put("ones like", x -> x.getSameDiff().onesLike(x));
    anywhere.put("sigmoid", x -> x.getSameDiff().nn().sigmoid(x));
    anywhere.put("softplus", x -> x.getSameDiff().nn().softplus(x));
    anywhere.put("softsign", x -> x.getSameDiff().nn().softsign(x));
    anywhere.put("relu", x -> x.getSameDiff().nn().relu(x, 0));
    anywhere.put("relu with cutoff", x -> x.getSameDiff().nn().relu(x, 0.5));
    anywhere.put("relu6", x -> x.getSameDiff().nn().relu6(x.mul(4), 0));
    anywhere.put("leaky relu", x -> x.getSameDiff().nn().leakyRelu(x, 0.2));
    anywhere.put("elu", x -> x.getSameDiff().nn().elu(x));
    anywhere.put("hard tanh", x -> x.getSameDiff().nn().hardTanh(x));
    anywhere.put("hard sigmoid", x -> x.getSameDiff().nn().hardSigmoid(x));
    anywhere.put("swish", x -> x.getSameDiff().nn().swish(x));
    anywhere.put("log sigmoid", x -> x.getSameDiff().nn().logSigmoid(x));
    anywhere.put("softmax", x -> x.getSameDiff().nn().softmax(x));
    anywhere.put("softmax over the first dimension", x -> x.getSameDiff().nn().softmax(x, 0));
    anywhere.put("log softmax", x -> x.getSameDiff().nn().logSoftmax(x));
    anywhere.put("log softmax over the first dimension", x -> x.getSameDiff().nn().logSoftmax(x, 0));
    anywhere.forEach((name, operation) -> cases.one(
        name, (graph, source) -> operation.apply(input(graph, "x", source.size(1, 9)))));

    Map<String, UnaryOperator<SDVariable>> positive = new LinkedHashMap<>();
    positive.put("log", x -> x.getSameDiff().math().log(x));
    positive.put("log1p", x -> x.getSameDiff().math().log1p(x));
    positive.put("sqrt", x -> x.getSameDiff().math().sqrt(x));
    positive.put("rsqrt", x -> x.getSameDiff().math().rsqrt(x));
    positive.put("reciprocal", x -> x.getSameDiff().math().reciprocal(x));
    positive.forEach((name, operation) -> cases.one(
        name, (graph, source) -> operation.apply(input(graph, "positive", source.size(1, 9)))));

    // Values on a grid of halves, where the two ways of rounding differ.
    cases.one("round", (graph, source) -> graph.math().round(halves(input(graph, "x", source.size(1, 9)))));
    cases.one("rint", (graph, source) ->
        new Rint(graph, halves(input(graph, "x", source.size(1, 9))), false).outputVariables()[0]);
  }

  private static SDVariable halves(SDVariable x) {
    return x.getSameDiff().math().floor(x.mul(4)).div(2);
  }

  private static void scalars(OperationCases cases) {
    Map<String, BiFunction<SDVariable, Double, SDVariable>> operations = new LinkedHashMap<>();
    operations.put("add scalar", SDVariable::add);
    operations.put("subtract scalar", SDVariable::sub);
    operations.put("multiply scalar", SDVariable::mul);
    operations.put("divide by scalar", SDVariable::div);
    operations.put("subtract from scalar", SDVariable::rsub);
    operations.put("divide scalar", SDVariable::rdiv);
    operations.put("power", SDVariable::pow);
    operations.put("maximum with scalar", (x, number) ->
        new ScalarMax(x.getSameDiff(), x, number).outputVariables()[0]);
    operations.put("minimum with scalar", (x, number) ->
        new ScalarMin(x.getSameDiff(), x, number).outputVariables()[0]);
    operations.forEach((name, operation) -> cases.one(name, (graph, source) ->
        operation.apply(input(graph, "positive", source.size(1, 9)), source.real(0.5, 2.5))));
  }

  private static void comparisons(OperationCases cases) {
    Map<String, BinaryOperator<SDVariable>> operations = new LinkedHashMap<>();
    operations.put("greater", SDVariable::gt);
    operations.put("greater or equal", SDVariable::gte);
    operations.put("less", SDVariable::lt);
    operations.put("less or equal", SDVariable::lte);
    operations.put("equal", SDVariable::eq);
    operations.put("where", (x, y) -> x.getSameDiff().where(x, y, x.gt(y)));
    operations.forEach((name, operation) -> cases.one(name, (graph, source) -> {
      int width = source.size(1, 9);
      // Whole numbers, so that some are equal.
      return operation.apply(
          graph.math().floor(input(graph, "x", width)), graph.math().floor(input(graph, "y", width)));
    }));
    cases.add("compare with scalar", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 9));
      double number = source.real(-1, 1);
      return List.of(x.gt(number), x.lt(number));
    });
    cases.one("not", (graph, source) -> {
      SDVariable greater = input(graph, "x", source.size(1, 9)).gt(0.0);
      return not(graph, greater);
    });
  }

  private static SDVariable not(SameDiff graph, SDVariable value) {
    return new BooleanNot(graph, value).outputVariables()[0];
  }

  private static void types(OperationCases cases) {
    cases.add("cast", (graph, source) -> {
      SDVariable x = input(graph, "positive", source.size(1, 9)).mul(80);
      return List.of(
          x.castTo(DataType.INT32), x.castTo(DataType.INT64), x.castTo(DataType.UINT8), x.castTo(DataType.DOUBLE));
    });
    cases.one("cast of pixels", (graph, source) -> {
      SDVariable pixels = graph.placeHolder("positive", DataType.UINT8, -1, source.size(1, 9));
      return pixels.castTo(DataType.FLOAT).div(255);
    });
  }
}
