package org.improvedgan.tensorflow.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;

/** How often each tensor is used. A node that only passes its input on is not a use; what uses its output is. */
final class Uses {

  private final TensorFlowGraph graph;
  private final Set<TensorRef> inputs;
  private final Map<TensorRef, Integer> counts = new HashMap<>();

  /**
   * @param nodes  those that are translated
   * @param inputs tensors that the model's caller gives
   */
  Uses(TensorFlowGraph graph, Collection<GraphNode> nodes, Set<TensorRef> inputs, List<GraphOutput> outputs) {
    this.graph = graph;
    this.inputs = inputs;
    for (GraphNode node : nodes) {
      if (!Rules.passesOn(node) && !inputs.contains(node.output())) {
        node.inputs().forEach(this::count);
      }
    }
    outputs.forEach(output -> count(output.tensor()));
  }

  /** Whether one node, or one output, is all that uses a tensor. */
  boolean once(TensorRef tensor) {
    return counts.getOrDefault(origin(tensor), 0) == 1;
  }

  private void count(TensorRef tensor) {
    counts.merge(origin(tensor), 1, Integer::sum);
  }

  /** The tensor that was passed on. */
  private TensorRef origin(TensorRef tensor) {
    TensorRef origin = tensor;
    while (!inputs.contains(origin) && Rules.passesOn(graph.node(origin.node()))) {
      origin = graph.node(origin.node()).inputs().get(0);
    }
    return origin;
  }
}
