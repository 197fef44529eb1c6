package org.improvedgan.inference;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * What a classifier reads: the order of the dimensions, the type of the numbers, and which number a pixel of 0 to 255
 * becomes. For channel c it becomes {@code (low + pixel / 255 · (high - low) - mean[c]) / deviation[c]}, computed in
 * float64 and rounded once.
 *
 * @param name      name of the model's input
 * @param size      height and width; empty if the model takes images of any size, all of one batch alike
 * @param channels  1 (grey) or 3 (RGB)
 * @param layout    order of the dimensions
 * @param type      type of the numbers
 * @param low       what the pixel 0 becomes
 * @param high      what the pixel 255 becomes
 * @param mean      subtracted from it, for each channel
 * @param deviation divides it then, for each channel
 */
public record ClassifierInput(String name, Optional<Size> size, int channels, Layout layout, Type type,
    double low, double high, List<Double> mean, List<Double> deviation) {

  /** Height and width in pixels. */
  public record Size(int height, int width) {
  }

  /** Order of the dimensions. */
  public enum Layout { NHWC, NCHW }

  /** Type of the numbers. */
  public enum Type { UINT8, FLOAT32 }

  /** @throws ModelException if the fields contradict each other */
  public ClassifierInput {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (channels != 1 && channels != 3) {
      throw new ModelException("A classifier reads 1 channel or 3, not " + channels + ".");
    }
    if (mean.size() != channels || deviation.size() != channels || deviation.contains(0.0)) {
      throw new ModelException("A classifier's manifest must give one mean and one deviation other than 0 for each of "
          + channels + " channels.");
    }
    if (type == Type.UINT8 && !plain(low, high, mean, deviation)) {
      throw new ModelException("A classifier that reads uint8 takes pixels as they are, so its manifest must leave out "
          + "range, mean and deviation.");
    }
  }

  /** Pixels as they are: uint8, rows first, channels last. */
  public static ClassifierInput bytes(String name, Optional<Size> size, int channels) {
    return new ClassifierInput(name, size, channels, Layout.NHWC, Type.UINT8, 0, 255, each(channels, 0),
        each(channels, 1));
  }

  /** Whether images of this shape can be read. */
  public boolean reads(ImageShape shape) {
    return shape.channels() == channels
        && size.map(fixed -> fixed.height() == shape.height() && fixed.width() == shape.width()).orElse(true);
  }

  /** As messages say it, e.g. {@code 28x28x1} or {@code images of any size with 3 channels}. */
  public String described() {
    return size.map(fixed -> fixed.height() + "x" + fixed.width() + "x" + channels)
        .orElse("images of any size with " + channels + (channels == 1 ? " channel" : " channels"));
  }

  /** Whether the numbers are the pixels themselves. */
  boolean plain() {
    return plain(low, high, mean, deviation);
  }

  /** Bytes of one number. */
  int bytes() {
    return type == Type.UINT8 ? Byte.BYTES : Float.BYTES;
  }

  /** The model's shape for one image; -1 where any size goes. */
  long[] shape(long height, long width) {
    return layout == Layout.NHWC ? new long[] {height, width, channels} : new long[] {channels, height, width};
  }

  /** What each pixel value becomes, [channels][256]. */
  float[][] table() {
    float[][] table = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        double value = low + pixel * (high - low) / 255;
        table[c][pixel] = (float) ((value - mean.get(c)) / deviation.get(c));
      }
    }
    return table;
  }

  /**
   * Puts images where the model reads them.
   *
   * @param table of {@link #table()}
   * @param target from its beginning, in the machine's byte order
   */
  void write(Images images, int from, int count, float[][] table, ByteBuffer target) {
    int size = images.shape().size();
    if (type == Type.UINT8 && layout == Layout.NHWC) {
      target.put(0, images.pixels(), from * size, count * size);
      return;
    }
    int area = size / channels;
    for (int i = 0; i < count * size; i++) {
      int channel = i % channels;
      int pixel = images.pixels()[from * size + i] & 0xff;
      int at = layout == Layout.NHWC ? i : (i / size * channels + channel) * area + i % size / channels;
      if (type == Type.UINT8) {
        target.put(at, (byte) pixel);
      } else {
        target.putFloat(at * Float.BYTES, table[channel][pixel]);
      }
    }
  }

  static List<Double> each(int channels, double value) {
    return java.util.Collections.nCopies(channels, value);
  }

  private static boolean plain(double low, double high, List<Double> mean, List<Double> deviation) {
    return low == 0 && high == 255 && mean.stream().allMatch(value -> value == 0)
        && deviation.stream().allMatch(value -> value == 1);
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(layout, type, described()).toLowerCase(Locale.ROOT);
  }
}
