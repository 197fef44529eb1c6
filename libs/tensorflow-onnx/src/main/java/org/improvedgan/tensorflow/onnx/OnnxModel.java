package org.improvedgan.tensorflow.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;

/** An ONNX model in one file without external data; the same graph gives the same bytes. */
public final class OnnxModel {

  private final Model model;
  private final Map<String, long[]> outputs;

  OnnxModel(Model model, Map<String, long[]> outputs) {
    this.model = model;
    this.outputs = outputs;
  }

  /** The shape of an output, -1 where it follows the input. */
  public long[] outputShape(String name) {
    return outputs.get(name).clone();
  }

  /** Number of operations, constants not counted. */
  public int operations() {
    return model.getGraph().getNodeCount();
  }

  /** The whole file. */
  public byte[] toByteArray() {
    return model.toByteArray();
  }

  /** Writes the whole file. */
  public void write(OutputStream out) throws IOException {
    model.writeTo(out);
  }
}
