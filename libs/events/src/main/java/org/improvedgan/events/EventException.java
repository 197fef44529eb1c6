package org.improvedgan.events;

/** An event cannot be read; the message is one sentence. */
public final class EventException extends RuntimeException {
  public EventException(String message) {
    super(message);
  }

  public EventException(String message, Throwable cause) {
    super(message, cause);
  }
}
