package org.improvedgan.datasets.drawn;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;
import java.util.Random;

/**
 * Draws digits as MNIST shows them: white on black, antialiased, fitted into a box of 20x20 pixels and then moved so
 * that the centre of mass lies in the middle of 28x28. Not for several threads at once.
 */
final class DigitPainter {
  static final int SIDE = 28;

  static {
    // No window is opened here; but Java2D would connect to the display that DISPLAY names, and fail if it has gone.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private final BufferedImage canvas = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
  private final byte[] pixels = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
  private final Graphics2D graphics = canvas.createGraphics();

  DigitPainter() {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** Draws one digit as a hand chosen by {@code random} would, into 28x28 bytes from {@code offset} on. */
  void paint(int digit, Random random, byte[] target, int offset) {
    Hand hand = Hand.random(random);
    List<List<Stroke>> ways = Shapes.of(digit);
    Path2D path = new Path2D.Double();
    AffineTransform distortion = hand.distortion();
    for (Stroke stroke : ways.get(random.nextInt(ways.size()))) {
      stroke.map(point -> distortion.transform(jittered(point, hand, random), null)).appendTo(path);
    }
    clear();
    graphics.setColor(Color.WHITE);
    graphics.setStroke(
        new BasicStroke((float) hand.pen(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(fitted(path, hand));
    copyCentred(target, offset);
  }

  private static Point2D jittered(Point2D point, Hand hand, Random random) {
    return new Point2D.Double(
        point.getX() + hand.jitter() * random.nextGaussian(), point.getY() + hand.jitter() * random.nextGaussian());
  }

  private void clear() {
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, 0, SIDE, SIDE);
  }

  /** The path, so that with the thickness of the pen its longer side is as long as the hand likes. */
  private static Path2D fitted(Path2D path, Hand hand) {
    Rectangle2D bounds = path.getBounds2D();
    double scale = (hand.size() - hand.pen()) / Math.max(bounds.getWidth(), bounds.getHeight());
    AffineTransform fit = AffineTransform.getTranslateInstance(SIDE / 2.0, SIDE / 2.0);
    fit.scale(scale, scale);
    fit.translate(-bounds.getCenterX(), -bounds.getCenterY());
    path.transform(fit);
    return path;
  }

  /** Moves by whole pixels, as MNIST did, and never across the border. */
  private void copyCentred(byte[] target, int offset) {
    long mass = 0;
    long massX = 0;
    long massY = 0;
    int left = SIDE;
    int right = -1;
    int top = SIDE;
    int bottom = -1;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int ink = pixels[y * SIDE + x] & 0xff;
        if (ink > 0) {
          mass += ink;
          massX += (long) ink * x;
          massY += (long) ink * y;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    int dx = shift(mass, massX, left, right);
    int dy = shift(mass, massY, top, bottom);
    for (int y = top; y <= bottom; y++) {
      System.arraycopy(
          pixels, y * SIDE + left, target, offset + (y + dy) * SIDE + left + dx, right - left + 1);
    }
  }

  private static int shift(long mass, long moment, int first, int last) {
    long wanted = Math.round((SIDE - 1) / 2.0 - (double) moment / mass);
    return (int) Math.max(-first, Math.min(SIDE - 1 - last, wanted));
  }
}
