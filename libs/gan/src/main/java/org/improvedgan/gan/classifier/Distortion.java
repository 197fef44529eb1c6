package org.improvedgan.gan.classifier;

import java.util.SplittableRandom;
import org.improvedgan.images.ImageShape;

/**
 * Random small rotations, changes of size, slants and shifts: a digit stays the same digit, so the classifier sees
 * more hands than the data hold. Bilinear interpolation; what comes from outside the image is 0.
 */
final class Distortion {
  private static final double ROTATION = Math.toRadians(12);
  private static final double SCALE = 0.1;
  private static final double SLANT = 0.1;
  private static final double SHIFT = 2;

  private final ImageShape shape;

  Distortion(ImageShape shape) {
    this.shape = shape;
  }

  /** Writes a distorted copy of the image at {@code pixels[from]} (0 to 255) to {@code target[to]} and on. */
  void apply(byte[] pixels, int from, float[] target, int to, SplittableRandom random) {
    double angle = uniform(random, ROTATION);
    double scaleX = 1 + uniform(random, SCALE);
    double scaleY = 1 + uniform(random, SCALE);
    double slant = uniform(random, SLANT);
    // Where a pixel of the target comes from: rotation, slant and scale about the centre, then a shift.
    double xx = Math.cos(angle) / scaleX;
    double xy = (Math.sin(angle) + slant) / scaleX;
    double yx = -Math.sin(angle) / scaleY;
    double yy = Math.cos(angle) / scaleY;
    double centreX = (shape.width() - 1) / 2.0;
    double centreY = (shape.height() - 1) / 2.0;
    double shiftX = centreX + uniform(random, SHIFT);
    double shiftY = centreY + uniform(random, SHIFT);
    int channels = shape.channels();
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        double sourceX = xx * (x - centreX) + xy * (y - centreY) + shiftX;
        double sourceY = yx * (x - centreX) + yy * (y - centreY) + shiftY;
        for (int channel = 0; channel < channels; channel++) {
          target[to++] = at(pixels, from, sourceX, sourceY, channel);
        }
      }
    }
  }

  private float at(byte[] pixels, int from, double x, double y, int channel) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double bottom = y - top;
    double upper = (1 - right) * pixel(pixels, from, left, top, channel)
        + right * pixel(pixels, from, left + 1, top, channel);
    double lower = (1 - right) * pixel(pixels, from, left, top + 1, channel)
        + right * pixel(pixels, from, left + 1, top + 1, channel);
    return (float) ((1 - bottom) * upper + bottom * lower);
  }

  private int pixel(byte[] pixels, int from, int x, int y, int channel) {
    if (x < 0 || y < 0 || x >= shape.width() || y >= shape.height()) {
      return 0;
    }
    return pixels[from + (y * shape.width() + x) * shape.channels() + channel] & 0xff;
  }

  private static double uniform(SplittableRandom random, double range) {
    return random.nextDouble(-range, range);
  }
}
