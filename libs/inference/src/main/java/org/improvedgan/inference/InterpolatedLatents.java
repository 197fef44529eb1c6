package org.improvedgan.inference;

/**
 * The way from the vector of one seed to that of the next. Between two vectors a and b, at t of the way, a uniform z is
 * {@code (1 - t) a + t b}, which stays inside the range. A normal z goes along the great circle, since the straight line
 * passes through vectors much shorter than any that are drawn (White, "Sampling Generative Networks", 2016):
 * {@code sin((1 - t) w) / sin w a + sin(t w) / sin w b} with w the angle between a and b.
 */
public final class InterpolatedLatents implements Latents {

  /** Below this sine the two vectors lie on one line, and the straight way is taken. */
  private static final double PARALLEL = 1e-6;

  private final LatentKind kind;
  private final float[][] stations;
  private final int steps;
  private final Classes classes;

  /**
   * @param seeds   stations of the way, at least 2: image {@code index} of each
   * @param index   from 0
   * @param steps   rows from one station to the next, the first of the two included, at least 1
   * @param size    length of one z
   * @param classes the class of all rows; without one, class 0
   */
  public InterpolatedLatents(LatentKind kind, long[] seeds, long index, int steps, int size, Classes classes) {
    if (seeds.length < 2 || steps < 1) {
      throw new IllegalArgumentException(
          "A way has at least 2 seeds and 1 step, not " + seeds.length + " and " + steps + ".");
    }
    this.kind = kind;
    this.steps = steps;
    this.classes = classes;
    stations = new float[seeds.length][size];
    for (int i = 0; i < seeds.length; i++) {
      LatentSource.fill(kind, seeds[i], index, stations[i]);
    }
  }

  @Override
  public int count() {
    return Math.addExact(Math.multiplyExact(steps, stations.length - 1), 1);
  }

  @Override
  public void fill(int row, float[] z) {
    float[] a = stations[row / steps];
    if (row % steps == 0) {
      System.arraycopy(a, 0, z, 0, z.length);
      return;
    }
    float[] b = stations[row / steps + 1];
    double t = (double) (row % steps) / steps;
    double ofA = 1 - t;
    double ofB = t;
    if (kind == LatentKind.NORMAL) {
      double angle = angle(a, b);
      double sine = StrictMath.sin(angle);
      if (sine > PARALLEL) {
        ofA = StrictMath.sin((1 - t) * angle) / sine;
        ofB = StrictMath.sin(t * angle) / sine;
      }
    }
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) (ofA * a[i] + ofB * b[i]);
    }
  }

  private static double angle(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return StrictMath.acos(Math.max(-1, Math.min(1, product / Math.sqrt(squaresA * squaresB))));
  }

  @Override
  public long classOf(int row) {
    return classes.only().orElse(0);
  }
}
