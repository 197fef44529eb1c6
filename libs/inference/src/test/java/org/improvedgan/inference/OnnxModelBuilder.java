package org.improvedgan.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Writes small ONNX models, field by field of onnx.proto, so that tests need no other tool. Opset 17. */
public final class OnnxModelBuilder {

  /** Element types of ONNX. */
  public static final int FLOAT = 1;
  public static final int UINT8 = 2;
  public static final int INT32 = 6;
  public static final int INT64 = 7;
  public static final int BOOL = 9;

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_GRAPH = 5;
  private static final int ATTRIBUTE_INTS = 7;

  /** Writes the fields of one message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
  private final CodedOutputStream graphOut = CodedOutputStream.newInstance(graph);
  private int nodes;

  /** A graph input; a dimension of -1 stays open. */
  public OnnxModelBuilder input(String name, int type, long... shape) {
    return valueInfo(11, name, type, shape);
  }

  /** A graph output; a dimension of -1 stays open. */
  public OnnxModelBuilder output(String name, int type, long... shape) {
    return valueInfo(12, name, type, shape);
  }

  /** A constant float32 tensor. */
  public OnnxModelBuilder weights(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(FloatBuffer.wrap(values));
    return tensor(name, FLOAT, raw.array(), shape);
  }

  /** A constant int64 vector. */
  public OnnxModelBuilder integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return tensor(name, INT64, raw.array(), values.length);
  }

  /** A float32 tensor whose values are said to lie in the file {@code location}. */
  public OnnxModelBuilder externalWeights(String name, String location, long... shape) {
    return graphField(5, out -> {
      tensorHead(out, name, FLOAT, shape);
      out.writeByteArray(13, message(entry -> {
        entry.writeString(1, "location");
        entry.writeString(2, location);
      }));
      out.writeEnum(14, 1);
    });
  }

  /** A float32 tensor without values that claims this shape. */
  public OnnxModelBuilder emptyWeights(String name, long... shape) {
    return tensor(name, FLOAT, new byte[0], shape);
  }

  /** An operation; attribute values are Float, Integer, {@code long[]}, or a graph from {@link #buildGraph}. */
  public OnnxModelBuilder node(String operation, List<String> inputs, String output, Map<String, Object> attributes) {
    nodes++;
    return graphField(1, out -> {
      for (String input : inputs) {
        out.writeString(1, input);
      }
      out.writeString(2, output);
      out.writeString(3, operation + nodes);
      out.writeString(4, operation);
      for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
        out.writeByteArray(5, message(field -> attribute(field, attribute.getKey(), attribute.getValue())));
      }
    });
  }

  /** An operation without attributes. */
  public OnnxModelBuilder node(String operation, List<String> inputs, String output) {
    return node(operation, inputs, output, Map.of());
  }

  /** The whole file. */
  public byte[] build() {
    return build(OPSET);
  }

  /** The whole file, of another version of the operations. */
  public byte[] build(int opset) {
    byte[] whole = buildGraph();
    return message(out -> {
      out.writeInt64(1, IR_VERSION);
      out.writeString(2, "improved-gan tests");
      out.writeByteArray(7, whole);
      out.writeByteArray(8, message(version -> version.writeInt64(2, opset)));
    });
  }

  /** The graph alone, to be an attribute of an operation. */
  public byte[] buildGraph() {
    try {
      graphOut.writeString(2, "model");
      graphOut.flush();
      return graph.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OnnxModelBuilder valueInfo(int field, String name, int type, long[] shape) {
    return graphField(field, out -> {
      out.writeString(1, name);
      out.writeByteArray(2, message(typeOut -> typeOut.writeByteArray(1, message(tensor -> {
        tensor.writeInt32(1, type);
        tensor.writeByteArray(2, message(dimensions -> {
          for (int i = 0; i < shape.length; i++) {
            String open = i == 0 ? "N" : "d" + i;
            long dimension = shape[i];
            dimensions.writeByteArray(1, message(one -> {
              if (dimension < 0) {
                one.writeString(2, open);
              } else {
                one.writeInt64(1, dimension);
              }
            }));
          }
        }));
      }))));
    });
  }

  private OnnxModelBuilder tensor(String name, int type, byte[] raw, long... shape) {
    return graphField(5, out -> {
      tensorHead(out, name, type, shape);
      out.writeBytes(9, ByteString.copyFrom(raw));
    });
  }

  private static void tensorHead(CodedOutputStream out, String name, int type, long[] shape) throws IOException {
    for (long dimension : shape) {
      out.writeInt64(1, dimension);
    }
    out.writeInt32(2, type);
    out.writeString(8, name);
  }

  private static void attribute(CodedOutputStream out, String name, Object value) throws IOException {
    out.writeString(1, name);
    if (value instanceof Float number) {
      out.writeFloat(2, number);
      out.writeEnum(20, ATTRIBUTE_FLOAT);
    } else if (value instanceof Integer number) {
      out.writeInt64(3, number);
      out.writeEnum(20, ATTRIBUTE_INT);
    } else if (value instanceof byte[] inner) {
      out.writeByteArray(6, inner);
      out.writeEnum(20, ATTRIBUTE_GRAPH);
    } else {
      for (long number : (long[]) value) {
        out.writeInt64(8, number);
      }
      out.writeEnum(20, ATTRIBUTE_INTS);
    }
  }

  private OnnxModelBuilder graphField(int field, Fields fields) {
    try {
      graphOut.writeByteArray(field, message(fields));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] message(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
