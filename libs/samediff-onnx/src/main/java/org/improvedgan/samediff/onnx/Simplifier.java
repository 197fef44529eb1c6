package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;

/**
 * Shortens a graph of fixed shapes without changing what it computes. Gradient operations compute the derivatives by
 * all of their operands, and recompute what the forward pass had: half of that is dead, much of the rest there twice.
 */
final class Simplifier {
  /** Makes one node, or what it reads, cheaper. */
  interface Rule {
    /** Whether anything changed; the node may be a different one afterwards, or dead. */
    boolean apply(OnnxNode node, Simplifier simplifier);
  }

  private static final List<Rule> RULES = List.of(
      Simplifier::identity,
      LayoutRules::transpose,
      LayoutRules::reshape,
      LayoutRules::expand,
      ConvolutionRules::bias,
      ConvolutionRules::pad,
      ConvolutionRules::cut,
      GemmRules::transposedOperand,
      GemmRules::bias);

  private final OnnxGraph graph;
  private final List<String> outputs;

  Simplifier(OnnxGraph graph, List<String> outputs) {
    this.graph = graph;
    this.outputs = outputs;
  }

  OnnxGraph graph() {
    return graph;
  }

  void run() {
    shorten();
    List.copyOf(graph.nodes()).forEach(node -> SpreadProduct.apply(node, this));
    shorten();
  }

  private void shorten() {
    boolean changed = true;
    while (changed) {
      dropDead();
      changed = mergeEqual();
      for (OnnxNode node : List.copyOf(graph.nodes())) {
        changed |= graph.nodes().contains(node) && RULES.stream().anyMatch(rule -> rule.apply(node, this));
      }
    }
    dropDead();
  }

  private void dropDead() {
    Set<String> needed = new HashSet<>(outputs);
    List<OnnxNode> nodes = graph.nodes();
    for (ListIterator<OnnxNode> each = nodes.listIterator(nodes.size()); each.hasPrevious();) {
      OnnxNode node = each.previous();
      if (node.outputs.stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs);
      } else {
        each.remove();
      }
    }
  }

  private boolean mergeEqual() {
    boolean changed = false;
    Map<String, OnnxNode> first = new HashMap<>();
    for (OnnxNode node : new ArrayList<>(graph.nodes())) {
      OnnxNode same = first.putIfAbsent(node.meaning(), node);
      if (same != null && node.outputs.stream().noneMatch(outputs::contains)) {
        for (int i = 0; i < node.outputs.size(); i++) {
          graph.replace(node.outputs.get(i), same.outputs.get(i));
        }
        graph.nodes().remove(node);
        changed = true;
      }
    }
    return changed;
  }

  private static boolean identity(OnnxNode node, Simplifier simplifier) {
    if (!node.is("Identity")) {
      return false;
    }
    String value = node.inputs.get(0);
    if (!simplifier.isOutput(node.output())) {
      simplifier.replace(node, value);
      return true;
    }
    if (simplifier.graph.producer(value) == null || simplifier.isOutput(value)) {
      return false;
    }
    String name = node.output();
    simplifier.graph.nodes().remove(node);
    simplifier.graph.rename(value, name);
    return true;
  }

  boolean isOutput(String value) {
    return outputs.contains(value);
  }

  /** Whether nothing else reads the value. */
  boolean onlyUse(String value) {
    return !isOutput(value)
        && graph.nodes().stream().flatMap(node -> node.inputs.stream()).filter(value::equals).count() == 1;
  }

  /** Lets a value stand in for a node's, which goes; an output of the model keeps its name. */
  void replace(OnnxNode node, String value) {
    if (isOutput(node.output())) {
      throw new IllegalArgumentException(node.output() + " is an output of the model.");
    }
    graph.nodes().remove(node);
    graph.replace(node.output(), value);
  }

  /** Puts another node in the place of one; it computes the same value under the same name. */
  void substitute(OnnxNode node, OnnxNode by) {
    graph.substitute(node, by);
  }
}
