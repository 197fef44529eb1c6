package org.improvedgan.inference;

/**
 * The latent vector z of every (seed, index): counter-based, so that vector i needs none of the vectors before it and
 * every language can compute the same one.
 *
 * <p>Definition. The bits of vector {@code index} of {@code seed} are those of Philox4x64-10 (NumPy's
 * {@code numpy.random.Philox}) with key (seed, 0) and counters (1, index, 0, 0), (2, index, 0, 0), …, words least
 * significant first. Each 64-bit word gives two 32-bit numbers, its lower half first; number p of that sequence is
 * {@code b[p]}. Then
 * <pre>
 * UNIFORM_0_1        z[p] = (b[p] >>> 8) · 2^-24                     exact in float32
 * UNIFORM_MINUS_1_1  z[p] = (b[p] >>> 8) · 2^-23 - 1                 exact in float32
 * NORMAL             r = sqrt(-2 ln((b[2j] + 1) · 2^-32)),  a = 2 pi b[2j+1] · 2^-32     (Box and Muller, in float64)
 *                    z[2j] = r cos a,  z[2j+1] = r sin a             rounded to float32
 * </pre>
 * The two uniform kinds are bit for bit the same in every language. The normal kind uses {@link StrictMath}; another
 * language's logarithm or cosine may differ in the last bit of a float64 and so, seldom, in the last bit of z.
 * {@code docs/sampling.md} has the same in Python.
 *
 * <p>Truncation by t > 0 narrows z around its mean. A uniform z is drawn from t of its range: {@code m + t (z - m)} with
 * m the mean, in float64, rounded to float32. A normal z takes the first numbers of the sequence that lie within ±t, so
 * that those beyond are drawn again (Brock et al., "Large Scale GAN Training", 2019, section 3.1).
 */
public final class LatentSource {

  private static final double TWO_TO_MINUS_32 = 0x1p-32;

  /** A normal z within less than this of 0 would cost more than 25 draws a number. */
  public static final double LEAST_TRUNCATION = 0.05;

  private LatentSource() {
  }

  /**
   * Fills {@code z} with the latent vector of (seed, index).
   *
   * @param seed any value; all 64 bits count
   * @param index position within the seed's sequence, from 0
   */
  public static void fill(LatentKind kind, long seed, long index, float[] z) {
    fill(kind, seed, index, 0, z);
  }

  /**
   * As {@link #fill(LatentKind, long, long, float[])}, narrowed.
   *
   * @param truncation 0 for none; of a uniform kind at most 1, of the normal kind at least {@link #LEAST_TRUNCATION}
   */
  public static void fill(LatentKind kind, long seed, long index, double truncation, float[] z) {
    if (index < 0) {
      throw new IllegalArgumentException("The index of an image is " + index + "; it must be 0 or more.");
    }
    require(kind, truncation);
    Numbers numbers = new Numbers(seed, index);
    if (kind == LatentKind.NORMAL) {
      fillNormal(numbers, truncation == 0 ? Double.POSITIVE_INFINITY : truncation, z);
    } else {
      fillUniform(kind, numbers, truncation == 0 ? 1 : truncation, z);
    }
  }

  /**
   * Checks a truncation.
   *
   * @throws IllegalArgumentException one sentence that says what it may be
   */
  public static void require(LatentKind kind, double truncation) {
    if (kind == LatentKind.NORMAL && truncation != 0 && !(truncation >= LEAST_TRUNCATION)) {
      throw new IllegalArgumentException("truncation of a normal z must be " + LEAST_TRUNCATION + " or more, not "
          + truncation + ".");
    }
    if (kind != LatentKind.NORMAL && !(truncation >= 0 && truncation <= 1)) {
      throw new IllegalArgumentException("truncation of a uniform z must be above 0 to 1, not " + truncation + ".");
    }
  }

  private static void fillUniform(LatentKind kind, Numbers numbers, double share, float[] z) {
    boolean symmetric = kind == LatentKind.UNIFORM_MINUS_1_1;
    double mean = symmetric ? 0 : 0.5;
    for (int i = 0; i < z.length; i++) {
      int bits = numbers.next() >>> 8;
      float whole = symmetric ? bits * 0x1p-23f - 1f : bits * 0x1p-24f;
      z[i] = share == 1 ? whole : (float) (mean + share * (whole - mean));
    }
  }

  private static void fillNormal(Numbers numbers, double bound, float[] z) {
    for (int filled = 0; filled < z.length; ) {
      double radius = StrictMath.sqrt(
          -2 * StrictMath.log((Integer.toUnsignedLong(numbers.next()) + 1) * TWO_TO_MINUS_32));
      double angle = 2 * Math.PI * (Integer.toUnsignedLong(numbers.next()) * TWO_TO_MINUS_32);
      float first = (float) (radius * StrictMath.cos(angle));
      float second = (float) (radius * StrictMath.sin(angle));
      if (Math.abs(first) <= bound) {
        z[filled++] = first;
      }
      if (Math.abs(second) <= bound && filled < z.length) {
        z[filled++] = second;
      }
    }
  }

  /** The 32-bit numbers b of one vector, one after another. */
  private static final class Numbers {

    private final long seed;
    private final long index;
    private final long[] words = new long[Philox.WORDS];
    private long block;
    private int used = 2 * Philox.WORDS;

    private Numbers(long seed, long index) {
      this.seed = seed;
      this.index = index;
    }

    private int next() {
      if (used == 2 * Philox.WORDS) {
        Philox.block(++block, index, 0, 0, seed, 0, words);
        used = 0;
      }
      long word = words[used / 2];
      return (int) (used++ % 2 == 0 ? word : word >>> 32);
    }
  }
}
