package org.improvedgan.tensorflow.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;
import org.improvedgan.tensorflow.onnx.Operand.Computed;
import org.improvedgan.tensorflow.onnx.Operand.Layout;

/**
 * Translates a frozen TensorFlow graph into ONNX, operation by operation: only what the wanted outputs need, from the
 * given inputs on.
 */
public final class GraphTranslator {

  /** Attributes that say which type of elements a node gives, the first to be asked first. */
  private static final List<String> TYPES = List.of("DstT", "T", "dtype");

  private final TensorFlowGraph graph;
  private final Map<TensorRef, GraphInput> inputs = new LinkedHashMap<>();
  private final List<GraphOutput> outputs;

  private GraphTranslator(TensorFlowGraph graph, List<GraphInput> inputs, List<GraphOutput> outputs) {
    this.graph = graph;
    this.outputs = outputs;
    inputs.forEach(input -> this.inputs.put(input.tensor(), input));
  }

  /**
   * Translates what the outputs need.
   *
   * @throws GraphException if a tensor is not there, or an operation cannot be translated
   */
  public static OnnxModel translate(TensorFlowGraph graph, List<GraphInput> inputs, List<GraphOutput> outputs) {
    return new GraphTranslator(graph, inputs, outputs).translate();
  }

  private OnnxModel translate() {
    List<GraphNode> order = order();
    Translation translation = new Translation(new Uses(graph, order, inputs.keySet(), outputs));
    inputs.values().forEach(input -> translation.onnx().reserve(input.name()));
    outputs.forEach(output -> translation.onnx().reserve(output.name()));
    inputs.values().forEach(input -> begin(input, translation));
    for (GraphNode node : order) {
      if (!inputs.containsKey(node.output())) {
        translation.define(node.output(), Rules.of(node).translate(node, translation));
      }
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (GraphOutput output : outputs) {
      Computed result = translation.asItIs(translation.operand(output.tensor()), output.tensor().node());
      shapes.put(output.name(), result.shape());
      translation.onnx().output(result.name(), output.name(), result.type(), Translation.dimensions(result.shape()));
    }
    return new OnnxModel(translation.onnx().build(), shapes);
  }

  private void begin(GraphInput input, Translation translation) {
    GraphNode node = graph.node(input.tensor().node());
    translation.onnx().input(input.name(), input.type(), input.dimensions());
    Computed given = new Computed(input.name(), input.type(), input.shape(), Layout.AS_IT_IS);
    // Turned round here, images are small and uint8.
    Computed images = given.rank() == 4 ? translation.images(given) : given;
    ElementType type = TYPES.stream().flatMap(name -> node.type(name).stream()).findFirst().orElse(input.type());
    translation.define(input.tensor(), translation.cast(images, type, node.name()));
  }

  /** The nodes that the outputs need, each after those whose results it uses. Without recursion: graphs are deep. */
  private List<GraphNode> order() {
    Set<GraphNode> done = new LinkedHashSet<>();
    Set<GraphNode> waiting = new HashSet<>();
    Deque<GraphNode> stack = new ArrayDeque<>();
    outputs.forEach(output -> stack.push(graph.node(output.tensor().node())));
    while (!stack.isEmpty()) {
      GraphNode node = stack.peek();
      List<GraphNode> missing = new ArrayList<>();
      for (TensorRef input : sources(node)) {
        GraphNode source = graph.find(input.node()).orElseThrow(
            () -> node.refuse("reads \"" + input.node() + "\", which is not in the graph."));
        if (!done.contains(source)) {
          missing.add(source);
        }
      }
      if (missing.isEmpty()) {
        done.add(stack.pop());
      } else if (!waiting.add(node)) {
        throw node.refuse("depends on its own result: loops cannot be translated.");
      } else {
        missing.forEach(stack::push);
      }
    }
    return List.copyOf(done);
  }

  /** What a node computes with; nothing where the caller gives its result. */
  private List<TensorRef> sources(GraphNode node) {
    return inputs.containsKey(node.output()) ? List.of() : node.inputs();
  }
}
