package org.improvedgan.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;

/**
 * Looks through an ONNX file before ONNX Runtime does, for tensors whose values lie in another file: such a model
 * could read any file of this machine, and would not be the same elsewhere. Walks the protobuf messages of
 * {@code onnx.proto} by field number, without unpacking weights.
 */
final class OnnxFile {

  /** Deeper nesting of graphs in attributes than any real model has. */
  private static final int MAX_DEPTH = 100;

  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final long EXTERNAL = 1;

  /** The messages of onnx.proto that can hold tensors. */
  private enum Message { MODEL, TRAINING, FUNCTION, GRAPH, NODE, ATTRIBUTE, SPARSE_TENSOR, TENSOR }

  private static final Map<Message, Map<Integer, Message>> CHILDREN = Map.of(
      Message.MODEL, Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
      Message.TRAINING, Map.of(1, Message.GRAPH, 2, Message.GRAPH),
      Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
      Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
      Message.NODE, Map.of(5, Message.ATTRIBUTE),
      Message.ATTRIBUTE, Map.of(5, Message.TENSOR, 6, Message.GRAPH, 10, Message.TENSOR, 11, Message.GRAPH,
          22, Message.SPARSE_TENSOR, 23, Message.SPARSE_TENSOR),
      Message.SPARSE_TENSOR, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
      Message.TENSOR, Map.of());

  private OnnxFile() {
  }

  /**
   * Checks that the bytes are one self-contained ONNX model.
   *
   * @param what how messages call the model, e.g. "The generator"
   * @throws ModelException if they are not
   */
  static void requireSelfContained(byte[] onnx, String what) {
    boolean external;
    boolean graph;
    try {
      CodedInputStream in = CodedInputStream.newInstance(onnx);
      graph = onnx.length > 0 && hasGraph(onnx);
      external = pointsElsewhere(in, Message.MODEL, 0);
    } catch (IOException e) {
      throw new ModelException(what + " is no ONNX model: its bytes cannot be read as one.", e);
    }
    if (!graph) {
      throw new ModelException(what + " is no ONNX model: it holds no graph.");
    }
    if (external) {
      throw new ModelException(ModelException.Reason.EXTERNAL_DATA,
          what + " keeps weights in another file (external data); save the ONNX model as one file.");
    }
  }

  private static boolean hasGraph(byte[] onnx) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(onnx);
    boolean found = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      found |= WireFormat.getTagFieldNumber(tag) == 7;
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("unexpected end of a group");
      }
    }
    return found;
  }

  private static boolean pointsElsewhere(CodedInputStream in, Message message, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("nested too deeply");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int wire = WireFormat.getTagWireType(tag);
      Message child = CHILDREN.get(message).get(field);
      if (message == Message.TENSOR && field == TENSOR_EXTERNAL_DATA) {
        return true;
      } else if (message == Message.TENSOR && field == TENSOR_DATA_LOCATION && wire == WireFormat.WIRETYPE_VARINT) {
        if (in.readRawVarint64() == EXTERNAL) {
          return true;
        }
      } else if (child != null && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int end = in.pushLimit(in.readRawVarint32());
        if (pointsElsewhere(in, child, depth + 1)) {
          return true;
        }
        in.checkLastTagWas(0);
        in.popLimit(end);
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("unexpected end of a group");
      }
    }
    return false;
  }
}
