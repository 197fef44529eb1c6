package org.improvedgan.inference;

/** A model cannot be used. The message is one sentence for people that says what is wrong with it. */
public final class ModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
