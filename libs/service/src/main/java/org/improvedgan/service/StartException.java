package org.improvedgan.service;

/** A service cannot start as it is set up. The message is one sentence that names the setting and says what to do. */
public final class StartException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
