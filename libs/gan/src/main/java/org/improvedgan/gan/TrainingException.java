package org.improvedgan.gan;

/** A run that cannot start or go on. The message is one sentence for people that says why and what to do. */
public sealed class TrainingException extends RuntimeException permits DivergenceException {
  private static final long serialVersionUID = 1;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
