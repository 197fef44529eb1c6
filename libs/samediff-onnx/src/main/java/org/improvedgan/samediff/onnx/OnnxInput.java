package org.improvedgan.samediff.onnx;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An input of the ONNX model, made from the placeholder of the same name.
 *
 * @param name the placeholder's name, which is the input's name too
 * @param type the type that callers pass; where the placeholder has another one, the model begins with a cast, so a
 *     network written for floats can take 8-bit images
 * @param shape one entry a dimension, -1 for the dynamic batch dimension (called {@code N} in the model)
 */
public record OnnxInput(String name, DataType type, List<Long> shape) {
  public OnnxInput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(size -> size == 0 || size < -1)) {
      throw new OnnxExportException(
          "The shape " + shape + " of input \"" + name + "\" needs positive sizes, or -1 for the batch.");
    }
  }

  /** An input of that type and shape, -1 for the batch dimension. */
  public static OnnxInput of(String name, DataType type, long... shape) {
    return new OnnxInput(name, type, LongStream.of(shape).boxed().toList());
  }

  /** An input with the type and shape that the placeholder was declared with. */
  public static OnnxInput of(SDVariable placeholder) {
    if (!placeholder.isPlaceHolder() || placeholder.placeholderShape() == null) {
      throw new OnnxExportException(
          "\"" + placeholder.name() + "\" is not a placeholder with a shape: declare its type and shape.");
    }
    return of(placeholder.name(), placeholder.dataType(), placeholder.placeholderShape());
  }

  boolean dynamic() {
    return shape.contains(-1L);
  }

  /** Whether a placeholder of that shape (null: any) takes what this input takes. */
  boolean fits(long[] placeholder) {
    if (placeholder == null) {
      return true;
    }
    boolean fits = placeholder.length == shape.size();
    for (int i = 0; fits && i < placeholder.length; i++) {
      fits = placeholder[i] == -1 || placeholder[i] == shape.get(i);
    }
    return fits;
  }

  long[] shapeFor(long batch) {
    return shape.stream().mapToLong(size -> size == -1 ? batch : size).toArray();
  }
}
