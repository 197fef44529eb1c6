package org.improvedgan.gan.random;

/**
 * Standard normal numbers: Marsaglia and Tsang, "The ziggurat method for generating random variables" (2000), with 256
 * layers of equal area and the layer and the position in it taken from different bits. Tables and rare branches use
 * {@link StrictMath}, so every machine draws the same numbers.
 */
final class Ziggurat {
  private static final int LAYERS = 256;
  /** Where the tail begins, and the area of each layer, for 256 layers. */
  private static final double TAIL = 3.6541528853610088;
  private static final double AREA = 4.92867323399e-3;
  /** Right edge of each layer, from the widest (the base, widened so that it includes the tail's area) to 0. */
  private static final double[] EDGE = new double[LAYERS + 1];

  static {
    EDGE[0] = AREA / density(TAIL);
    EDGE[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      EDGE[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / EDGE[i - 1] + density(EDGE[i - 1])));
    }
    EDGE[LAYERS] = 0;
  }

  private Ziggurat() {}

  /** The number that belongs to 64 random bits; where they do not suffice, more are derived from them. */
  static double sample(long bits) {
    while (true) {
      int layer = (int) bits & (LAYERS - 1);
      double x = (bits >> 11) * 0x1p-52 * EDGE[layer];
      if (Math.abs(x) < EDGE[layer + 1]) {
        return x;
      }
      bits = CounterRandom.bits(bits, 0);
      if (layer == 0) {
        return Math.copySign(tail(bits), x);
      }
      double below = density(EDGE[layer]);
      if (below + CounterRandom.unit(bits) * (density(EDGE[layer + 1]) - below) < density(x)) {
        return x;
      }
      bits = CounterRandom.bits(bits, 1);
    }
  }

  /** Beyond the last edge, by Marsaglia's method with exponential proposals. */
  private static double tail(long bits) {
    while (true) {
      double x = -StrictMath.log(1 - CounterRandom.unit(bits)) / TAIL;
      bits = CounterRandom.bits(bits, 2);
      double y = -StrictMath.log(1 - CounterRandom.unit(bits));
      if (2 * y > x * x) {
        return TAIL + x;
      }
      bits = CounterRandom.bits(bits, 3);
    }
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2);
  }
}
