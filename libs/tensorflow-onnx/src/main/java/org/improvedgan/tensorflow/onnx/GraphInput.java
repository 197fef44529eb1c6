package org.improvedgan.tensorflow.onnx;

import java.util.List;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.TensorRef;

/**
 * A tensor of the graph that the model's caller gives; what computed it in the graph is left out.
 *
 * @param tensor     which tensor
 * @param name       what the model calls its input
 * @param type       what the caller gives; cast to the tensor's own type where that is another
 * @param dimensions a number, or a name where the caller chooses, e.g. {@code N, H, W, 3}
 */
public record GraphInput(TensorRef tensor, String name, ElementType type, List<String> dimensions) {

  public GraphInput {
    dimensions = List.copyOf(dimensions);
  }

  /** The sizes, -1 where the caller chooses. */
  long[] shape() {
    return dimensions.stream().mapToLong(size -> size.matches("[0-9]+") ? Long.parseLong(size) : -1).toArray();
  }
}
