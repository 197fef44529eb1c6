package org.improvedgan.inference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.improvedgan.inference.ModelException.Reason;
import org.improvedgan.tensorflow.proto.OnnxProtos.Attribute;
import org.improvedgan.tensorflow.proto.OnnxProtos.Graph;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;
import org.improvedgan.tensorflow.proto.OnnxProtos.Tensor;

/**
 * What can be told of a generator without running it: that its weights are there and numbers, that no operation repeats
 * without limit or draws random numbers, and that no constant asks for absurd sizes. What depends on computed values
 * shows when {@link TrialRun} runs it.
 */
final class GraphCheck {

  private static final String WHAT = "The generator";

  private static final Set<String> REPEATING = Set.of("Loop", "Scan", "SequenceMap");
  private static final Set<String> RANDOM = Set.of("RandomNormal", "RandomNormalLike", "RandomUniform",
      "RandomUniformLike", "Multinomial", "Bernoulli");
  /** Sizes are in this input, or in one of these attributes. */
  private static final Map<String, Integer> SIZE_INPUT = Map.of("ConstantOfShape", 0, "Expand", 1, "Tile", 1, "Pad", 1,
      "Resize", 3, "Upsample", 1, "OneHot", 1);
  private static final String PADS = "pads";
  private static final Set<String> SIZE_ATTRIBUTES = Set.of(PADS, "strides", "output_shape", "output_padding",
      "repeats", "scales", "shape");
  private static final int RESIZE_SCALES = 2;

  private final Model model;
  private final long memoryBytes;

  private GraphCheck(Model model, long memoryBytes) {
    this.model = model;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Checks a generator.
   *
   * @param memoryBytes what a single value in the graph may take
   * @return the generator, read
   * @throws ModelException if it cannot be used
   */
  static Model require(byte[] onnx, long memoryBytes) {
    Model model = OnnxMessages.parse(onnx, WHAT);
    GraphCheck check = new GraphCheck(model, memoryBytes);
    OnnxMessages.nodes(model).forEach(check::operation);
    OnnxMessages.graphs(model).forEach(check::weights);
    return model;
  }

  private void operation(Node node) {
    if (REPEATING.contains(node.getOpType())) {
      throw new ModelException(Reason.TIME, WHAT + " repeats operations in a " + node.getOpType() + ", and how often "
          + "is known only when it runs: unroll the loop when you export it.");
    }
    if (RANDOM.contains(node.getOpType())) {
      throw new ModelException(WHAT + " draws random numbers itself (" + node.getOpType() + "), so that the same z "
          + "would not give the same image: export it without noise, or make the noise from z.");
    }
    for (Attribute attribute : node.getAttributeList()) {
      if (SIZE_ATTRIBUTES.contains(attribute.getName())) {
        double[] sizes = attribute.getIntsList().stream().mapToDouble(Long::doubleValue).toArray();
        size(node, attribute.getName().equals(PADS) ? widest(sizes) : sizes);
        size(node, attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray());
      }
      if (attribute.hasT()) {
        weights(node.getOutputCount() > 0 ? node.getOutput(0) : node.getName(), attribute.getT());
      }
      attribute.getTensorsList().forEach(tensor -> weights(node.getName(), tensor));
    }
  }

  private void weights(Graph graph) {
    Map<String, double[]> constants = new HashMap<>();
    for (Tensor tensor : graph.getInitializerList()) {
      weights(tensor.getName(), tensor);
      constant(constants, tensor.getName(), tensor);
    }
    graph.getSparseInitializerList().forEach(sparse -> {
      weights(sparse.getValues().getName(), sparse.getValues());
      if (Tensors.elements(sparse.getDimsList()) > memoryBytes / Float.BYTES) {
        throw tooLarge("its sparse weights \"" + sparse.getValues().getName() + "\"");
      }
    });
    for (Node node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() > 0) {
        node.getAttributeList().stream().filter(Attribute::hasT)
            .forEach(attribute -> constant(constants, node.getOutput(0), attribute.getT()));
      }
    }
    graph.getNodeList().forEach(node -> sizes(node, constants));
  }

  /** Shapes and the like are short; weights need not be looked at. */
  private static void constant(Map<String, double[]> constants, String name, Tensor tensor) {
    if (Tensors.elements(tensor.getDimsList()) <= 64) {
      constants.put(name, Tensors.numbers(tensor));
    }
  }

  private void weights(String name, Tensor tensor) {
    // The smallest elements take half a byte.
    if (Tensors.elements(tensor.getDimsList()) > 2L * tensor.getSerializedSize()) {
      throw new ModelException(WHAT + "'s weights \"" + name + "\" claim the shape " + tensor.getDimsList()
          + ", but the file holds fewer numbers: it is damaged.");
    }
    if (Tensors.holdsNan(tensor)) {
      throw new ModelException(Reason.NOT_FINITE, WHAT + "'s weights \"" + name
          + "\" hold values that are no numbers (NaN): the training has failed; publish an earlier checkpoint.");
    }
  }

  private void sizes(Node node, Map<String, double[]> constants) {
    Integer input = SIZE_INPUT.get(node.getOpType());
    if (input != null) {
      double[] sizes = constant(node, input, constants);
      size(node, node.getOpType().equals("Pad") ? widest(sizes) : sizes);
    }
    if (node.getOpType().equals("Resize")) {
      size(node, constant(node, RESIZE_SCALES, constants));
    }
    if (node.getOpType().equals("Range")) {
      double[] start = constant(node, 0, constants);
      double[] limit = constant(node, 1, constants);
      double[] delta = constant(node, 2, constants);
      if (start.length == 1 && limit.length == 1 && delta.length == 1) {
        size(node, (limit[0] - start[0]) / delta[0]);
      }
    }
  }

  /** Margins of an image, which are not multiplied with each other: a square of the widest stands for them. */
  private static double[] widest(double[] pads) {
    double widest = Arrays.stream(pads).max().orElse(0);
    return new double[] {widest, widest};
  }

  private static double[] constant(Node node, int input, Map<String, double[]> constants) {
    return input < node.getInputCount() ? constants.getOrDefault(node.getInput(input), new double[0]) : new double[0];
  }

  private void size(Node node, double... factors) {
    double product = Arrays.stream(factors).filter(factor -> factor > 1).reduce(1, (a, b) -> a * b);
    if (product > memoryBytes / (double) Float.BYTES) {
      throw tooLarge("its " + node.getOpType() + " to " + product(factors) + " values");
    }
  }

  private static String product(double[] factors) {
    return String.join(" x ", Arrays.stream(factors).mapToObj(factor -> "%.0f".formatted(factor)).toList());
  }

  private ModelException tooLarge(String culprit) {
    return new ModelException(Reason.MEMORY, "%s asks for more memory than the %d MiB that it may take: %s."
        .formatted(WHAT, memoryBytes >> 20, culprit));
  }
}
