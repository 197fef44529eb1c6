package org.improvedgan.images;

import java.util.Arrays;

/**
 * Resizes images to a square, along rows and then columns. When shrinking, each new pixel is the mean of the area that
 * it covers, parts of pixels weighted by their share (as OpenCV's {@code INTER_AREA}): nothing is skipped, so fine
 * patterns do not alias. When enlarging, it is interpolated between its two neighbours in
 * each direction (bilinear, pixel centres at half-integers, the border repeated).
 */
public final class Resampling {
  private Resampling() {
  }

  /**
   * The largest square in the middle of an image, resized; where the sides differ by an odd number, the smaller half is
   * cut off at the top or at the left.
   *
   * @param image a batch of one image
   * @param side  of the result in pixels, at least 1
   * @return a batch of one image with as many channels
   * @throws IllegalArgumentException if there is not one image, or the side is less than 1
   */
  public static Images centreSquare(Images image, int side) {
    if (image.count() != 1 || side < 1) {
      throw new IllegalArgumentException(
          "One image is resized to at least 1 pixel, not " + image.count() + " to " + side + ".");
    }
    ImageShape from = image.shape();
    int square = Math.min(from.height(), from.width());
    ImageShape to = new ImageShape(side, side, from.channels());
    float[][] weights = new float[side][];
    int[] starts = new int[side];
    for (int i = 0; i < side; i++) {
      weigh(i, (double) square / side, square, starts, weights);
    }
    int top = (from.height() - square) / 2;
    int left = (from.width() - square) / 2;
    float[][] narrow = new float[square][side * from.channels()];
    for (int y = 0; y < square; y++) {
      resizeRow(image, top + y, left, starts, weights, narrow[y]);
    }
    return new Images(to, 1, resizeColumns(narrow, starts, weights));
  }

  /** Which old pixels, and how much of each, make new pixel {@code i} along one direction; weights sum to 1. */
  private static void weigh(int i, double scale, int from, int[] starts, float[][] weights) {
    if (scale > 1) {
      double begin = i * scale;
      double end = Math.min(from, (i + 1) * scale);
      starts[i] = (int) begin;
      weights[i] = new float[(int) Math.ceil(end) - starts[i]];
      for (int k = 0; k < weights[i].length; k++) {
        double covered = Math.min(end, starts[i] + k + 1) - Math.max(begin, starts[i] + k);
        weights[i][k] = (float) (covered / (end - begin));
      }
    } else {
      double centre = Math.max(0, Math.min(from - 1, (i + 0.5) * scale - 0.5));
      starts[i] = (int) centre;
      float share = (float) (centre - starts[i]);
      weights[i] = share == 0 ? new float[] {1} : new float[] {1 - share, share};
    }
  }

  private static void resizeRow(Images image, int y, int left, int[] starts, float[][] weights, float[] row) {
    int channels = image.shape().channels();
    for (int x = 0; x < starts.length; x++) {
      int at = (y * image.shape().width() + left + starts[x]) * channels;
      for (float weight : weights[x]) {
        for (int c = 0; c < channels; c++, at++) {
          row[x * channels + c] += weight * (image.pixels()[at] & 0xff);
        }
      }
    }
  }

  private static byte[] resizeColumns(float[][] rows, int[] starts, float[][] weights) {
    int length = rows[0].length;
    byte[] pixels = new byte[starts.length * length];
    float[] sums = new float[length];
    for (int y = 0; y < starts.length; y++) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < weights[y].length; k++) {
        float weight = weights[y][k];
        float[] row = rows[starts[y] + k];
        for (int i = 0; i < length; i++) {
          sums[i] += weight * row[i];
        }
      }
      for (int i = 0; i < length; i++) {
        pixels[y * length + i] = (byte) Math.max(0, Math.min(255, Math.round(sums[i])));
      }
    }
    return pixels;
  }
}
