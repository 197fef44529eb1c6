package org.improvedgan.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.tensorflow.proto.OnnxProtos.Graph;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;
import org.improvedgan.tensorflow.proto.OnnxProtos.ValueInfo;

/**
 * Where to look for values that are not finite. A uint8 image shows nothing of them: a cast makes some pixel of NaN,
 * and a clip or sigmoid before it may hide it already. So the values are looked at from the images backwards: behind
 * the operations that only move, round or bound values, and again behind the last activations and arithmetic.
 */
final class FloatTaps {

  private static final String IMAGES = "images";

  /** These keep a value, or bound it; only what they make of their first inputs counts. */
  private static final Map<String, Integer> KEEPING = new HashMap<>();
  /** These may hide a NaN, or infinity. */
  private static final Set<String> HIDING = Set.of("Sigmoid", "HardSigmoid", "Tanh", "Relu", "LeakyRelu", "Elu",
      "Selu", "Softplus", "Softsign", "Erf", "Exp", "Add", "Sub", "Mul", "Div");

  static {
    for (String first : List.of("Identity", "Cast", "CastLike", "Round", "Floor", "Ceil", "Clip", "Transpose",
        "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Split", "Pad", "Expand", "Tile", "Gather",
        "DepthToSpace", "QuantizeLinear")) {
      KEEPING.put(first, 1);
    }
    for (String all : List.of("Concat", "Min", "Max", "Where")) {
      KEEPING.put(all, Integer.MAX_VALUE);
    }
  }

  private FloatTaps() {
  }

  /** Names of values whose numbers, where they are floats, must be finite; may be empty. */
  static List<String> of(Model model) {
    Map<String, Node> makers = new HashMap<>();
    for (Node node : model.getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    Set<String> taps = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(IMAGES));
    while (!open.isEmpty()) {
      String value = open.pop();
      Node maker = makers.get(value);
      if (maker == null || !seen.add(value)) {
        continue;
      }
      Integer kept = KEEPING.get(maker.getOpType());
      if (kept == null && !value.equals(IMAGES)) {
        taps.add(value);
      }
      if (kept != null || HIDING.contains(maker.getOpType())) {
        int inputs = Math.min(kept == null ? Integer.MAX_VALUE : kept, maker.getInputCount());
        open.addAll(maker.getInputList().subList(0, inputs));
      }
    }
    return new ArrayList<>(taps);
  }

  /**
   * What to put behind the bytes of a model so that it gives these values too: a message that comes twice in a file is
   * one message with the lists of both.
   */
  static byte[] suffix(Model model, List<String> values) {
    Set<String> given = new HashSet<>();
    model.getGraph().getOutputList().forEach(output -> given.add(output.getName()));
    Graph.Builder outputs = Graph.newBuilder();
    values.stream().filter(given::add).forEach(value -> outputs.addOutput(ValueInfo.newBuilder().setName(value)));
    return Model.newBuilder().setGraph(outputs).build().toByteArray();
  }
}
