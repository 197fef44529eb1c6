package org.improvedgan.kafka.local;

/** The broker cannot start; the message is one sentence. */
public final class LocalKafkaException extends RuntimeException {
  public LocalKafkaException(String message, Throwable cause) {
    super(message, cause);
  }
}
