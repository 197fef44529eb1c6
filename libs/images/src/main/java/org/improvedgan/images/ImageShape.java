package org.improvedgan.images;

/**
 * Height, width and number of colour channels of an image.
 *
 * @param height   rows, at least 1
 * @param width    columns, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) {
  public ImageShape {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("An image needs at least one pixel, not " + height + "x" + width + ".");
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("An image has 1 channel (grey) or 3 (RGB), not " + channels + ".");
    }
    if ((long) height * width > (Integer.MAX_VALUE - 8) / channels) {
      throw new IllegalArgumentException(
          "An image of " + height + "x" + width + "x" + channels + " bytes is too large for one array.");
    }
  }

  /** Bytes of one image: height x width x channels. */
  public int size() {
    return height * width * channels;
  }

  /** Such as {@code 28x28x1}: height, width, channels. */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
