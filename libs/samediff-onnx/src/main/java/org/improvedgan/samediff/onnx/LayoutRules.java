package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.ints;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Rules for nodes that move or repeat elements. */
final class LayoutRules {
  private static final Set<String> BROADCASTING = Set.of("Add", "Sub", "Mul", "Div");

  private LayoutRules() {}

  /** A transposition of a transposition is one, or none. */
  static boolean transpose(OnnxNode node, Simplifier simplifier) {
    if (!node.is("Transpose")) {
      return false;
    }
    long[] order = node.ints("perm");
    String source = node.inputs.get(0);
    OnnxNode before = simplifier.graph().producer(source);
    boolean twice = before != null && before.is("Transpose");
    if (twice) {
      long[] first = before.ints("perm");
      order = Arrays.stream(order).map(i -> first[(int) i]).toArray();
      source = before.inputs.get(0);
    }
    boolean none = inOrder(order);
    if (none && !simplifier.isOutput(node.output())) {
      simplifier.replace(node, source);
      return true;
    }
    if (none || twice) {
      simplifier.substitute(node, none
          ? new OnnxNode("Identity", List.of(source), node.outputs, List.of())
          : new OnnxNode("Transpose", List.of(source), node.outputs, List.of(ints("perm", order))));
      return true;
    }
    return false;
  }

  private static boolean inOrder(long[] order) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** Of several changes of shape only the last one matters, and one to the shape it has not at all. */
  static boolean reshape(OnnxNode node, Simplifier simplifier) {
    OnnxGraph graph = simplifier.graph();
    if (!node.is("Reshape")) {
      return false;
    }
    String source = node.inputs.get(0);
    if (Arrays.equals(graph.shape(source), graph.longs(node.inputs.get(1))) && !simplifier.isOutput(node.output())) {
      simplifier.replace(node, source);
      return true;
    }
    OnnxNode before = graph.producer(source);
    if (before != null && before.is("Reshape")) {
      node.inputs.set(0, before.inputs.get(0));
      return true;
    }
    return false;
  }

  /** Arithmetic repeats a smaller operand by itself where the other one has the full shape. */
  static boolean expand(OnnxNode node, Simplifier simplifier) {
    if (!BROADCASTING.contains(node.type)) {
      return false;
    }
    OnnxGraph graph = simplifier.graph();
    for (int i = 0; i < 2; i++) {
      OnnxNode operand = graph.producer(node.inputs.get(i));
      long[] other = graph.shape(node.inputs.get(1 - i));
      if (operand != null && operand.is("Expand") && other != null
          && Arrays.equals(other, graph.longs(operand.inputs.get(1)))) {
        node.inputs.set(i, operand.inputs.get(0));
        return true;
      }
    }
    return false;
  }
}
