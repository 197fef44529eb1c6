package org.improvedgan.cli;

/** Something the user can mend. The message is one sentence that says what to do; no stack trace is shown. */
public final class UserError extends RuntimeException {

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
