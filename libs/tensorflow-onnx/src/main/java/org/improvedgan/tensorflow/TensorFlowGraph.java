package org.improvedgan.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.tensorflow.proto.GraphProtos.GraphDef;
import org.improvedgan.tensorflow.proto.GraphProtos.NodeDef;

/** A frozen graph: operations whose weights are constants. Constants stay in the file until they are asked for. */
public final class TensorFlowGraph {

  private final Map<String, GraphNode> nodes;
  private final Map<String, List<GraphNode>> consumers = new LinkedHashMap<>();

  private TensorFlowGraph(Map<String, GraphNode> nodes) {
    this.nodes = nodes;
    for (GraphNode node : nodes.values()) {
      for (TensorRef input : node.inputs()) {
        consumers.computeIfAbsent(input.node(), name -> new ArrayList<>()).add(node);
      }
    }
  }

  /**
   * Reads a binary GraphDef, e.g. {@code classify_image_graph_def.pb}.
   *
   * @throws GraphException if the file cannot be read or is no such graph
   */
  public static TensorFlowGraph read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new GraphException(file + " is too large for a TensorFlow graph: it may have 2 GiB at most.");
      }
      // The mapped pages are shared with the constants, so that the weights need no memory of Java's.
      return parse(UnsafeByteOperations.unsafeWrap(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())), file.toString());
    } catch (IOException e) {
      throw new GraphException(file + " cannot be read: give the path of a frozen TensorFlow graph (.pb).", e);
    }
  }

  /**
   * Reads a binary GraphDef.
   *
   * @param what how messages call it
   * @throws GraphException if the bytes are no such graph
   */
  public static TensorFlowGraph parse(ByteString bytes, String what) {
    try {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      GraphDef definition = GraphDef.parseFrom(in);
      Map<String, GraphNode> nodes = new LinkedHashMap<>();
      for (NodeDef node : definition.getNodeList()) {
        if (node.getName().isEmpty() || node.getOp().isEmpty()) {
          throw new GraphException(what + " is no TensorFlow graph: a node has no name or no operation.");
        }
        if (nodes.put(node.getName(), new GraphNode(node)) != null) {
          throw new GraphException(what + " has two nodes with the name \"" + node.getName() + "\".");
        }
      }
      if (nodes.isEmpty()) {
        throw new GraphException(what + " is no TensorFlow graph: it has no nodes.");
      }
      return new TensorFlowGraph(nodes);
    } catch (IOException e) {
      throw new GraphException(
          what + " is no TensorFlow graph: its bytes cannot be read as a binary GraphDef (.pb).", e);
    }
  }

  /** All nodes in the order of the file. */
  public Collection<GraphNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  public Optional<GraphNode> find(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** @throws GraphException if there is no such node */
  public GraphNode node(String name) {
    return find(name).orElseThrow(() -> new GraphException("The graph has no node \"" + name + "\"."));
  }

  /** The nodes that compute with an output of this one; a node that does so twice is there twice. */
  public List<GraphNode> consumers(GraphNode node) {
    return consumers.getOrDefault(node.name(), List.of());
  }
}
