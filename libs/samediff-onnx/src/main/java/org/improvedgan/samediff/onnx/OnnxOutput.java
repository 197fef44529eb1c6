package org.improvedgan.samediff.onnx;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An output of the ONNX model.
 *
 * @param name the output's name in the model
 * @param variable the SameDiff variable whose value it is
 * @param type {@code null} keeps the variable's type; an 8-bit integer type has a floating-point variable rounded half
 *     to even and limited to the type's range
 */
public record OnnxOutput(String name, String variable, DataType type) {
  public OnnxOutput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(variable, "variable");
    if (type != null && type != DataType.UINT8 && type != DataType.INT8) {
      throw new OnnxExportException("Output \"" + name + "\" can be rounded to UINT8 or INT8, not to " + type + ".");
    }
  }

  /** The variable under its own name, in its own type. */
  public static OnnxOutput of(String variable) {
    return new OnnxOutput(variable, variable, null);
  }

  /** The variable under another name, in its own type. */
  public static OnnxOutput of(String name, String variable) {
    return new OnnxOutput(name, variable, null);
  }

  /** 8-bit unsigned pixels of a floating-point variable: rounded half to even, limited to 0 … 255. */
  public static OnnxOutput pixels(String name, String variable) {
    return new OnnxOutput(name, variable, DataType.UINT8);
  }
}
