package org.improvedgan.trainer;

/** A training request that can never be carried out; the message is one sentence. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
