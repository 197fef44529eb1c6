package org.improvedgan.inference;

/**
 * Philox4x64-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as
 * 1, 2, 3" (SC 2011): a fixed function from a 256-bit counter and a 128-bit key to 256 random bits. Any block can be
 * had without the ones before it. NumPy has the same function as {@code numpy.random.Philox}.
 */
final class Philox {

  /** Words of 64 bits that one block gives. */
  static final int WORDS = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2E7470EE14C6C93L;
  private static final long MULTIPLIER_1 = 0xCA5A826395121157L;
  private static final long WEYL_0 = 0x9E3779B97F4A7C15L;
  private static final long WEYL_1 = 0xBB67AE8584CAA73BL;

  private Philox() {
  }

  /** Writes the block of the counter (c0, c1, c2, c3), least significant word first, under the key (k0, k1). */
  static void block(long c0, long c1, long c2, long c3, long k0, long k1, long[] words) {
    long x0 = c0;
    long x1 = c1;
    long x2 = c2;
    long x3 = c3;
    long key0 = k0;
    long key1 = k1;
    for (int round = 0; round < ROUNDS; round++) {
      long high0 = unsignedHigh(MULTIPLIER_0, x0);
      long low0 = MULTIPLIER_0 * x0;
      long high1 = unsignedHigh(MULTIPLIER_1, x2);
      long low1 = MULTIPLIER_1 * x2;
      x0 = high1 ^ x1 ^ key0;
      x1 = low1;
      x2 = high0 ^ x3 ^ key1;
      x3 = low0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    words[0] = x0;
    words[1] = x1;
    words[2] = x2;
    words[3] = x3;
  }

  /** The upper half of the unsigned 128-bit product; {@code a} must have its top bit set, as both multipliers do. */
  private static long unsignedHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + b + (a & (b >> 63));
  }
}
