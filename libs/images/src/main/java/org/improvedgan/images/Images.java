package org.improvedgan.images;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A batch of uint8 images of one shape: {@code pixels} is [count, height, width, channels], row-major, one unsigned
 * byte a value. The array is not copied, neither in nor out: nobody may change it after handing it over.
 *
 * @param shape  of every image
 * @param count  number of images, 0 or more
 * @param pixels exactly {@code count * shape.size()} bytes
 */
public record Images(ImageShape shape, int count, byte[] pixels) {
  /** @throws IllegalArgumentException if the array has not exactly the bytes that shape and count say */
  public Images {
    Objects.requireNonNull(shape, "shape");
    if (count < 0) {
      throw new IllegalArgumentException("A batch cannot hold " + count + " images.");
    }
    if (pixels.length != (long) count * shape.size()) {
      throw new IllegalArgumentException(
          "%d images of %s take %d bytes, not %d.".formatted(count, shape, (long) count * shape.size(), pixels.length));
    }
  }

  /** A copy of image {@code i}: {@code shape.size()} bytes, NHWC. */
  public byte[] image(int i) {
    Objects.checkIndex(i, count);
    return Arrays.copyOfRange(pixels, i * shape.size(), (i + 1) * shape.size());
  }

  /** A copy of the images from {@code from} (inclusive) to {@code to} (exclusive). */
  public Images slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count);
    return new Images(shape, to - from, Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()));
  }

  /** A copy of the images with the given indices, in that order; an index may come more than once. */
  public Images select(int... indices) {
    byte[] selected = new byte[Math.multiplyExact(indices.length, shape.size())];
    for (int i = 0; i < indices.length; i++) {
      Objects.checkIndex(indices[i], count);
      System.arraycopy(pixels, indices[i] * shape.size(), selected, i * shape.size(), shape.size());
    }
    return new Images(shape, indices.length, selected);
  }

  /** The same images in RGB: grey ones with three equal channels, others as they are. */
  public Images toRgb() {
    if (shape.channels() == 3) {
      return this;
    }
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, 3)];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = pixels[i / 3];
    }
    return new Images(new ImageShape(shape.height(), shape.width(), 3), count, rgb);
  }

  /**
   * All images of the batches, in order.
   *
   * @throws IllegalArgumentException if there is no batch, the shapes differ, or the sum exceeds one array
   */
  public static Images concat(List<Images> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("Without any batch the shape of the images is unknown.");
    }
    ImageShape shape = batches.get(0).shape();
    long bytes = 0;
    for (Images batch : batches) {
      if (!batch.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "Images of " + shape + " and of " + batch.shape() + " do not fit into one batch.");
      }
      bytes += batch.pixels().length;
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(bytes + " bytes of images do not fit into one array.");
    }
    byte[] pixels = new byte[(int) bytes];
    int at = 0;
    for (Images batch : batches) {
      System.arraycopy(batch.pixels(), 0, pixels, at, batch.pixels().length);
      at += batch.pixels().length;
    }
    return new Images(shape, pixels.length / shape.size(), pixels);
  }

  /** Equal when shape, count and every pixel are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Images that && shape.equals(that.shape) && count == that.count
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return count + " images of " + shape;
  }
}
