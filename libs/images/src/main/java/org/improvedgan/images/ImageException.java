package org.improvedgan.images;

/** An image file or folder cannot be used; the message is one sentence that names it and says what to do. */
public final class ImageException extends RuntimeException {
  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
