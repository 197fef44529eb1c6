package org.improvedgan.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.tensorflow.proto.OnnxProtos.Attribute;
import org.improvedgan.tensorflow.proto.OnnxProtos.Function;
import org.improvedgan.tensorflow.proto.OnnxProtos.Graph;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;

/** Reads ONNX files into messages and finds all that is in them. */
final class OnnxMessages {

  private OnnxMessages() {
  }

  /**
   * The model, whose weights share the array.
   *
   * @param what how messages call the model, e.g. "The generator"
   * @throws ModelException if it is none, or keeps weights in another file
   */
  static Model parse(byte[] onnx, String what) {
    OnnxFile.requireSelfContained(onnx, what);
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(onnx).newCodedInput();
      in.enableAliasing(true);
      return Model.parseFrom(in);
    } catch (IOException e) {
      throw new ModelException(what + " is no ONNX model: its bytes cannot be read as one.", e);
    }
  }

  /** All graphs: the model's own, and those inside of operations, at any depth. */
  static List<Graph> graphs(Model model) {
    List<Graph> all = new ArrayList<>();
    addWithInner(model.getGraph(), all);
    model.getFunctionsList().forEach(function -> addInner(function.getNodeList(), all));
    return all;
  }

  /** The operations of all graphs and functions. */
  static List<Node> nodes(Model model) {
    List<Node> all = new ArrayList<>();
    graphs(model).forEach(graph -> all.addAll(graph.getNodeList()));
    model.getFunctionsList().stream().map(Function::getNodeList).forEach(all::addAll);
    return all;
  }

  private static void addWithInner(Graph graph, List<Graph> all) {
    all.add(graph);
    addInner(graph.getNodeList(), all);
  }

  private static void addInner(List<Node> nodes, List<Graph> all) {
    for (Node node : nodes) {
      for (Attribute attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          addWithInner(attribute.getG(), all);
        }
        attribute.getGraphsList().forEach(graph -> addWithInner(graph, all));
      }
    }
  }
}
