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
    long[] shape = graph.shape(source);
    if (shape != null && Arrays.equals(shape, graph.longs(node.inputs.get(1)))
        && !simplifier.isOutput(node.output())) {
      simplifier.replace(node, source);
      return true;
    }
    OnnxNode before = graph.producer(source);
    if (before != null && before.is("Reshape")) {
      node.inputs.set(0, before.inputs.get(0));
      return true;
    }
    return before != null && before.is("Expand") && reshapeBeforeExpand(node, before, simplifier);
  }

  /** One number repeated has any shape: repeating it comes last, where arithmetic does it by itself. */
  private static boolean reshapeBeforeExpand(OnnxNode node, OnnxNode expand, Simplifier simplifier) {
    OnnxGraph graph = simplifier.graph();
    String number = expand.inputs.get(0);
    long[] shape = graph.longs(node.inputs.get(1));
    if (shape == null || graph.shape(number) == null || Axes.count(graph.shape(number)) != 1) {
      return false;
    }
    long[] ones = new long[shape.length];
    Arrays.fill(ones, 1);
    String single = graph.insertBefore(node, "Reshape", List.of(number, graph.longs(ones)));
    graph.shape(single, ones);
    simplifier.substitute(node, new OnnxNode("Expand", List.of(single, node.inputs.get(1)), node.outputs, List.of()));
    return true;
  }

  /** Arithmetic repeats a smaller operand by itself where the other one is large enough. */
  static boolean expand(OnnxNode node, Simplifier simplifier) {
    if (!BROADCASTING.contains(node.type)) {
      return false;
    }
    OnnxGraph graph = simplifier.graph();
    for (int i = 0; i < 2; i++) {
      OnnxNode operand = graph.producer(node.inputs.get(i));
      long[] other = graph.shape(node.inputs.get(1 - i));
      if (operand == null || !operand.is("Expand") || other == null) {
        continue;
      }
      long[] small = graph.shape(operand.inputs.get(0));
      long[] large = graph.longs(operand.inputs.get(1));
      if (small != null && large != null && Arrays.equals(
          Axes.broadcast(List.of(other, small)), Axes.broadcast(List.of(other, large)))) {
        node.inputs.set(i, operand.inputs.get(0));
        return true;
      }
    }
    return false;
  }
}
