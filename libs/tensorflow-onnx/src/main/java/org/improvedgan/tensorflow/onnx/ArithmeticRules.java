package org.improvedgan.tensorflow.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.onnx.Operand.Computed;
import org.improvedgan.tensorflow.onnx.Operand.Constant;
import org.improvedgan.tensorflow.onnx.Operand.Layout;

/** Sums, products and functions of single values. */
final class ArithmeticRules {

  private ArithmeticRules() {
  }

  /** An operation of two tensors, one of which may be spread over the other. */
  static Rule of(String operation) {
    return (node, translation) -> binary(operation, node, translation);
  }

  /** A summand for each channel, the last dimension; it goes into a convolution before it. */
  static Operand addBias(GraphNode node, Translation translation) {
    if (!node.text("data_format", "NHWC").equals("NHWC")) {
      throw node.refuse("has its channels not in the last dimension, which cannot be translated.");
    }
    Convolution before = translation.convolutionBefore(node, 0);
    if (before == null) {
      return binary("Add", node, translation);
    }
    float[] bias = translation.floats(node, 1, before.outputs());
    double[] scale = new double[bias.length];
    double[] shift = new double[bias.length];
    Arrays.fill(scale, 1);
    Arrays.setAll(shift, i -> bias[i]);
    before.scaleAndShift(scale, shift);
    return translation.input(node, 0);
  }

  private static Operand binary(String operation, GraphNode node, Translation translation) {
    Operand a = translation.input(node, 0);
    Operand b = translation.input(node, 1);
    long[] shape = spread(node, a.shape(), b.shape());
    boolean images = turned(a) && fitsImages(b) || turned(b) && fitsImages(a);
    List<String> inputs = images
        ? List.of(asImages(node, 0, translation).name(), asImages(node, 1, translation).name())
        : List.of(translation.asItIs(node, 0).name(), translation.asItIs(node, 1).name());
    String name = translation.onnx().node(operation, node.name(), inputs);
    return new Computed(name, a.type(), shape, images ? Layout.NCHW : Layout.AS_IT_IS);
  }

  static Operand relu(GraphNode node, Translation translation) {
    Computed input = translation.input(node, 0) instanceof Computed computed ? computed : translation.asItIs(node, 0);
    return input.as(translation.onnx().node("Relu", node.name(), List.of(input.name())));
  }

  /** Over the last dimension. */
  static Operand softmax(GraphNode node, Translation translation) {
    Computed input = translation.asItIs(node, 0);
    return input.as(translation.onnx().node("Softmax", node.name(), List.of(input.name()), Map.of("axis", -1L)));
  }

  /** Two matrices, each of which may be transposed first. */
  static Operand matrixProduct(GraphNode node, Translation translation) {
    Computed a = matrix(node, 0, "transpose_a", translation);
    Computed b = matrix(node, 1, "transpose_b", translation);
    if (a.shape()[1] >= 0 && b.shape()[0] >= 0 && a.shape()[1] != b.shape()[0]) {
      throw node.refuse("multiplies " + Arrays.toString(a.shape()) + " by " + Arrays.toString(b.shape())
          + ", which do not fit.");
    }
    String name = translation.onnx().node("MatMul", node.name(), List.of(a.name(), b.name()));
    return new Computed(name, ElementType.FLOAT, new long[] {a.shape()[0], b.shape()[1]}, Layout.AS_IT_IS);
  }

  private static Computed matrix(GraphNode node, int i, String transposed, Translation translation) {
    Computed matrix = translation.asItIs(node, i);
    if (matrix.rank() != 2 || matrix.type() != ElementType.FLOAT) {
      throw node.refuse("has as its input " + i + " no matrix of float32.");
    }
    if (!node.flag(transposed, false)) {
      return matrix;
    }
    String name = translation.onnx().node("Transpose", matrix.name() + "/transposed", List.of(matrix.name()),
        Map.of("perm", new long[] {1, 0}));
    return new Computed(name, matrix.type(), new long[] {matrix.shape()[1], matrix.shape()[0]}, Layout.AS_IT_IS);
  }

  private static boolean turned(Operand operand) {
    return operand instanceof Computed computed && computed.layout() == Layout.NCHW;
  }

  /** Whether it can be turned round as images are: constants of fewer dimensions get more. */
  private static boolean fitsImages(Operand operand) {
    return operand.rank() == 4 || operand instanceof Constant;
  }

  private static Computed asImages(GraphNode node, int i, Translation translation) {
    Operand operand = translation.input(node, i);
    String name = node.inputs().get(i).node();
    if (!(operand instanceof Constant constant)) {
      return translation.images((Computed) operand);
    }
    ConstantTensor tensor = constant.tensor();
    if (tensor.size() == 1) {
      return translation.asItIs(operand, name);
    }
    if (tensor.shape().length == 1) {
      return translation.asItIs(new Constant(tensor.withShape(tensor.size(), 1, 1)), name);
    }
    long[] four = new long[4];
    Arrays.fill(four, 1);
    System.arraycopy(tensor.shape(), 0, four, 4 - tensor.shape().length, tensor.shape().length);
    return translation.images(translation.asItIs(new Constant(tensor.withShape(four)), name));
  }

  /** The shape of the result where two shapes are spread over each other from their last dimensions on. */
  private static long[] spread(GraphNode node, long[] a, long[] b) {
    long[] result = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= result.length; i++) {
      long sizeA = i <= a.length ? a[a.length - i] : 1;
      long sizeB = i <= b.length ? b[b.length - i] : 1;
      if (sizeA > 1 && sizeB > 1 && sizeA != sizeB) {
        throw node.refuse("joins " + Arrays.toString(a) + " and " + Arrays.toString(b) + ", which do not fit.");
      }
      result[result.length - i] = sizeA == 1 ? sizeB : sizeB == 1 ? sizeA : Math.max(sizeA, sizeB);
    }
    return result;
  }
}
