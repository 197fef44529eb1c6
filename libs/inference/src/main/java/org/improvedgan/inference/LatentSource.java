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
 */
public final class LatentSource {

  private static final double TWO_TO_MINUS_32 = 0x1p-32;

  private LatentSource() {
  }

  /**
   * Fills {@code z} with the latent vector of (seed, index).
   *
   * @param seed any value; all 64 bits count
   * @param index position within the seed's sequence, from 0
   */
  public static void fill(LatentKind kind, long seed, long index, float[] z) {
    if (index < 0) {
      throw new IllegalArgumentException("The index of an image is " + index + "; it must be 0 or more.");
    }
    long[] words = new long[Philox.WORDS];
    int perBlock = 2 * Philox.WORDS;
    for (int start = 0, block = 1; start < z.length; start += perBlock, block++) {
      Philox.block(block, index, 0, 0, seed, 0, words);
      int end = Math.min(z.length, start + perBlock);
      for (int p = start; p < end; p += 2) {
        long word = words[(p - start) / 2];
        float second;
        switch (kind) {
          case UNIFORM_0_1 -> {
            z[p] = ((word & 0xFFFFFFFFL) >>> 8) * 0x1p-24f;
            second = (word >>> 40) * 0x1p-24f;
          }
          case UNIFORM_MINUS_1_1 -> {
            z[p] = ((word & 0xFFFFFFFFL) >>> 8) * 0x1p-23f - 1f;
            second = (word >>> 40) * 0x1p-23f - 1f;
          }
          case NORMAL -> {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(((word & 0xFFFFFFFFL) + 1) * TWO_TO_MINUS_32));
            double angle = 2 * Math.PI * ((word >>> 32) * TWO_TO_MINUS_32);
            z[p] = (float) (radius * StrictMath.cos(angle));
            second = (float) (radius * StrictMath.sin(angle));
          }
          default -> throw new IllegalArgumentException("Unknown latent distribution " + kind + ".");
        }
        if (p + 1 < end) {
          z[p + 1] = second;
        }
      }
    }
  }
}
