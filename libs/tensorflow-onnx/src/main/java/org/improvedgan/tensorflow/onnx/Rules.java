package org.improvedgan.tensorflow.onnx;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.onnx.Operand.Constant;

/** The table of operations that can be translated. */
final class Rules {

  private static final Rule PASS_ON = (node, translation) -> translation.input(node, 0);

  private static final Map<String, Rule> TABLE = Map.ofEntries(
      Map.entry("Const", (node, translation) -> new Constant(node.constant())),
      Map.entry("Identity", PASS_ON),
      // It only looks: what it would report, the caller sees in the outputs.
      Map.entry("CheckNumerics", PASS_ON),
      Map.entry("Conv2D", ImageRules::convolution),
      Map.entry("BatchNormWithGlobalNormalization", ImageRules::batchNormalisation),
      Map.entry("MaxPool", ImageRules::maxPool),
      Map.entry("AvgPool", ImageRules::averagePool),
      Map.entry("ResizeBilinear", BilinearResize::translate),
      Map.entry("BiasAdd", ArithmeticRules::addBias),
      Map.entry("Add", ArithmeticRules.of("Add")),
      Map.entry("AddV2", ArithmeticRules.of("Add")),
      Map.entry("Sub", ArithmeticRules.of("Sub")),
      Map.entry("Mul", ArithmeticRules.of("Mul")),
      Map.entry("Relu", ArithmeticRules::relu),
      Map.entry("Softmax", ArithmeticRules::softmax),
      Map.entry("MatMul", ArithmeticRules::matrixProduct),
      Map.entry("Cast", ShapeRules::cast),
      Map.entry("Reshape", ShapeRules::reshape),
      Map.entry("Squeeze", ShapeRules::squeeze),
      Map.entry("ExpandDims", ShapeRules::expandDimensions),
      Map.entry("Concat", ShapeRules::concatAxisFirst),
      Map.entry("ConcatV2", ShapeRules::concatAxisLast));

  private Rules() {
  }

  /** Whether a node gives its input 0 as it is. */
  static boolean passesOn(GraphNode node) {
    return TABLE.get(node.operation()) == PASS_ON;
  }

  /** @throws GraphException if the operation is not in the table */
  static Rule of(GraphNode node) {
    Rule rule = TABLE.get(node.operation());
    if (rule == null) {
      throw new GraphException("The operation " + node.operation() + " of the node \"" + node.name()
          + "\" cannot be translated: known are " + String.join(", ", known())
          + ", and any operation whose output is given as an input of the model.");
    }
    return rule;
  }

  private static List<String> known() {
    return TABLE.keySet().stream().sorted().collect(Collectors.toList());
  }
}
