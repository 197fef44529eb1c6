package org.improvedgan.tensorflow;

/** A graph cannot be read or translated; the message is one sentence that names the node and says what is wrong. */
public final class GraphException extends RuntimeException {

  public GraphException(String message) {
    super(message);
  }

  public GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
