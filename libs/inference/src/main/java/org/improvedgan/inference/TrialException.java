package org.improvedgan.inference;

/** A generator could not be tried out just now, whatever it is worth; trying again may help. */
public final class TrialException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrialException(String message, Throwable cause) {
    super(message, cause);
  }
}
