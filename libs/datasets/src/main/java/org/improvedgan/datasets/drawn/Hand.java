package org.improvedgan.datasets.drawn;

import java.awt.geom.AffineTransform;
import java.util.Random;

/**
 * The habits of a writer.
 *
 * @param slant    how far to the right a stroke one high leans; left if negative
 * @param rotation of the whole digit, radians
 * @param width    of letters, relative to the usual one
 * @param jitter   standard deviation of each point from its place, in hundredths of the height
 * @param size     the longer side of the digit in pixels
 * @param pen      thickness of strokes in pixels
 */
record Hand(double slant, double rotation, double width, double jitter, double size, double pen) {
  private static final double USUAL_SLANT = 0.18;

  static Hand random(Random random) {
    return new Hand(
        USUAL_SLANT + 0.2 * random.nextGaussian(),
        0.06 * random.nextGaussian(),
        0.7 + 0.55 * random.nextDouble(),
        1 + 3.5 * random.nextDouble(),
        18.5 + 1.5 * random.nextDouble(),
        1.6 + 2 * random.nextDouble() * random.nextDouble() + random.nextDouble());
  }

  /** From the coordinates of {@link Shapes} to how this hand leans and stretches them; y stays within 0 to 100. */
  AffineTransform distortion() {
    AffineTransform transform = new AffineTransform();
    transform.rotate(StrictMath.cos(rotation), StrictMath.sin(rotation));
    transform.shear(-slant, 0);
    transform.scale(width, 1);
    return transform;
  }
}
