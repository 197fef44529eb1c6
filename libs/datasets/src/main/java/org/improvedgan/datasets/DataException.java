package org.improvedgan.datasets;

/** A data set cannot be had; the message is one sentence that names the file and says what to do. */
public final class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
