package org.improvedgan.tensorflow.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.TensorRef;

/**
 * An image classifier of the kind that the Inception score is computed with: a frozen graph that decodes one image,
 * makes a batch of it, resizes it, and ends in features, a matrix product, perhaps a bias, and a softmax. What it reads
 * and gives is found from these operations, not from names.
 *
 * <p>The translation reads {@code images}, uint8 [N, H, W, 3] of any number and size, 0 to 255, in place of the decoded
 * image, and gives {@code features} (what the matrix product reads) and {@code logits} (what the softmax reads, with
 * or without the bias: the original score leaves it out, as its code multiplies {@code pool_3} by
 * {@code softmax/weights} itself).
 *
 * @param images   the batch of one image
 * @param features the last hidden layer
 * @param product  logits without bias
 * @param biased   logits with bias, if the graph has one
 */
public record ClassifierGraph(TensorRef images, TensorRef features, TensorRef product, Optional<TensorRef> biased) {

  public static final String INPUT = "images";
  public static final String FEATURES = "features";
  public static final String LOGITS = "logits";

  private static final Set<String> DECODERS = Set.of("DecodeJpeg", "DecodePng", "Placeholder");
  private static final Set<String> BATCHING = Set.of("Cast", "ExpandDims", "Identity", "CheckNumerics");
  private static final Set<String> BIASES = Set.of("BiasAdd", "Add", "AddV2");

  /** @throws GraphException if the graph is not of this kind; the message says what is missing */
  public static ClassifierGraph find(TensorFlowGraph graph) {
    GraphNode softmax = single(graph.nodes().stream().filter(node -> node.operation().equals("Softmax")).toList(),
        "Softmax at its end");
    GraphNode last = behind(graph, softmax);
    Optional<GraphNode> bias = BIASES.contains(last.operation()) ? Optional.of(last) : Optional.empty();
    GraphNode product = bias.map(node -> behind(graph, node)).orElse(last);
    if (!product.operation().equals("MatMul")) {
      throw product.refuse("stands where a classifier has its last matrix product (MatMul).");
    }
    return new ClassifierGraph(batch(graph, product), product.inputs().get(0), product.output(),
        bias.map(GraphNode::output));
  }

  /**
   * Translates the graph.
   *
   * @param bias whether the logits include the bias
   * @throws GraphException if it has none, or an operation cannot be translated
   */
  public OnnxModel translate(TensorFlowGraph graph, boolean bias) {
    TensorRef logits = bias ? biased.orElseThrow(
        () -> new GraphException("The graph has no bias at its end: leave out --bias.")) : product;
    return GraphTranslator.translate(graph,
        List.of(new GraphInput(images, INPUT, ElementType.UINT8, List.of("N", "H", "W", "3"))),
        List.of(new GraphOutput(features, FEATURES), new GraphOutput(logits, LOGITS)));
  }

  /** The batch of images: the decoded image, cast and with a dimension more; or a batch that the caller gives. */
  private static TensorRef batch(TensorFlowGraph graph, GraphNode end) {
    GraphNode node = single(sources(graph, end), "image to decode (DecodeJpeg, DecodePng or Placeholder)");
    TensorRef batch = node.output();
    while (graph.consumers(node).size() == 1 && BATCHING.contains(graph.consumers(node).get(0).operation())) {
      node = graph.consumers(node).get(0);
      batch = node.output();
    }
    return batch;
  }

  private static List<GraphNode> sources(TensorFlowGraph graph, GraphNode end) {
    Set<GraphNode> seen = new HashSet<>(Set.of(end));
    Deque<GraphNode> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (TensorRef input : open.pop().inputs()) {
        graph.find(input.node()).filter(seen::add).ifPresent(open::push);
      }
    }
    return seen.stream().filter(node -> DECODERS.contains(node.operation())).toList();
  }

  private static GraphNode behind(TensorFlowGraph graph, GraphNode node) {
    if (node.inputs().isEmpty()) {
      throw node.refuse("has no input.");
    }
    GraphNode source = graph.node(node.inputs().get(0).node());
    return Rules.passesOn(source) ? behind(graph, source) : source;
  }

  private static GraphNode single(List<GraphNode> nodes, String what) {
    if (nodes.size() != 1) {
      throw new GraphException("The graph is no image classifier: it has " + nodes.size() + " nodes where one "
          + what + " is expected.");
    }
    return nodes.get(0);
  }
}
