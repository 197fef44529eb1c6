package org.improvedgan.images.chart;

import java.util.Arrays;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * A white picture to draw on, with smooth edges: how much of a pixel a shape covers is taken from the distance of the
 * pixel's centre to its edge. Coordinates are pixels from the upper left, colours {@code 0xRRGGBB}.
 */
final class Canvas {
  private final ImageShape shape;
  private final byte[] pixels;

  /** Pixels that may be drawn on; right and bottom are excluded. */
  record Clip(int left, int top, int right, int bottom) {}

  Canvas(int width, int height) {
    shape = new ImageShape(height, width, 3);
    pixels = new byte[shape.size()];
    Arrays.fill(pixels, (byte) 0xff);
  }

  Clip whole() {
    return new Clip(0, 0, shape.width(), shape.height());
  }

  /** A batch of one. */
  Images image() {
    return new Images(shape, 1, pixels);
  }

  void fill(Clip area, int colour) {
    for (int y = area.top; y < area.bottom; y++) {
      for (int x = area.left; x < area.right; x++) {
        blend(x, y, colour, 1);
      }
    }
  }

  /** Straight lines from point to point; a point that is not a number interrupts them. */
  void line(double[] x, double[] y, double width, int colour, Clip clip) {
    int across = clip.right - clip.left;
    float[] cover = new float[across * (clip.bottom - clip.top)];
    for (int i = 1; i < x.length; i++) {
      if (Double.isFinite(x[i - 1] + y[i - 1] + x[i] + y[i])) {
        segment(x[i - 1], y[i - 1], x[i], y[i], width / 2, clip, cover);
      }
    }
    for (int i = 0; i < cover.length; i++) {
      if (cover[i] > 0) {
        blend(clip.left + i % across, clip.top + i / across, colour, cover[i]);
      }
    }
  }

  private static void segment(double x0, double y0, double x1, double y1, double half, Clip clip, float[] cover) {
    double reach = half + 1;
    int top = (int) Math.max(clip.top, Math.floor(Math.min(y0, y1) - reach));
    int bottom = (int) Math.min(clip.bottom - 1, Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double square = dx * dx + dy * dy;
    for (int y = top; y <= bottom; y++) {
      // The part of the segment that passes near this row, so that long slanted lines do not visit their whole box.
      double a = dy == 0 ? 0 : clamp((y - reach - y0) / dy);
      double b = dy == 0 ? 1 : clamp((y + reach - y0) / dy);
      double from = x0 + Math.min(a, b) * dx;
      double to = x0 + Math.max(a, b) * dx;
      int left = (int) Math.max(clip.left, Math.floor(Math.min(from, to) - reach));
      int right = (int) Math.min(clip.right - 1, Math.ceil(Math.max(from, to) + reach));
      for (int x = left; x <= right; x++) {
        double along = square == 0 ? 0 : clamp(((x - x0) * dx + (y - y0) * dy) / square);
        double distance = Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
        int at = (y - clip.top) * (clip.right - clip.left) + x - clip.left;
        cover[at] = Math.max(cover[at], (float) clamp(half + 0.5 - distance));
      }
    }
  }

  void disc(double x, double y, double radius, int colour, Clip clip) {
    line(new double[] {x, x}, new double[] {y, y}, 2 * radius, colour, clip);
  }

  /** Letters whose upper left corner is given, each point a square of this side. */
  void text(int x, int y, String text, int scale, int colour) {
    letters(text, (column, row) -> square(x + column * scale, y + row * scale, scale, colour));
  }

  /** The same, turned a quarter to the left: it reads upwards from the lower left corner. */
  void textUpwards(int x, int y, String text, int scale, int colour) {
    letters(text, (column, row) -> square(x + row * scale, y - (column + 1) * scale, scale, colour));
  }

  private interface Point {
    void at(int column, int row);
  }

  private static void letters(String text, Point point) {
    int[] codePoints = text.codePoints().toArray();
    for (int letter = 0; letter < codePoints.length; letter++) {
      boolean[] glyph = Font.glyph(codePoints[letter]);
      for (int i = 0; i < glyph.length; i++) {
        if (glyph[i]) {
          point.at(letter * Font.ADVANCE + i % Font.WIDTH, i / Font.WIDTH);
        }
      }
    }
  }

  private void square(int x, int y, int side, int colour) {
    fill(new Clip(x, y, x + side, y + side), colour);
  }

  private void blend(int x, int y, int colour, float cover) {
    if (x < 0 || y < 0 || x >= shape.width() || y >= shape.height()) {
      return;
    }
    int at = (y * shape.width() + x) * 3;
    for (int channel = 0; channel < 3; channel++) {
      int now = pixels[at + channel] & 0xff;
      int wanted = colour >> 16 - 8 * channel & 0xff;
      pixels[at + channel] = (byte) Math.round(now + (wanted - now) * cover);
    }
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
