package org.improvedgan.samediff.onnx;

/** A graph that cannot be written as ONNX; the message is one sentence that names the culprit. */
public final class OnnxExportException extends RuntimeException {
  public OnnxExportException(String message) {
    super(message);
  }

  OnnxExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
