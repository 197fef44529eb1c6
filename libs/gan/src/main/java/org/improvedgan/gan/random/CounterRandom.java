package org.improvedgan.gan.random;

/**
 * Random numbers as a function of a key and a position: nothing has to be remembered, so a run that resumes at some
 * iteration draws what it would have drawn anyway. The bits are those of SplitMix64 (Steele, Lea, Flood 2014), whose
 * state is a counter; normal numbers come from Marsaglia and Tsang's ziggurat.
 */
public final class CounterRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1p-53;

  private CounterRandom() {}

  /** A key for each different sequence of parts, e.g. seed, purpose, iteration. */
  public static long key(long... parts) {
    long key = 0;
    for (long part : parts) {
      key = mix(mix(key + GAMMA) ^ part);
    }
    return key;
  }

  /** A key's part made of text. */
  public static long part(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The 64 bits at a position of the key's sequence. */
  public static long bits(long key, long position) {
    return mix(key + (position + 1) * GAMMA);
  }

  /** The key of the sequence that begins at a position of this key's. */
  public static long from(long key, long position) {
    return key + position * GAMMA;
  }

  /** Fills {@code count} values with uniform numbers on [0, 1), multiples of 2^-24. */
  public static void uniform(long key, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (bits(key, i) >>> 40) * 0x1p-24f;
    }
  }

  /** Fills {@code count} values with normal numbers of mean zero. */
  public static void gaussian(long key, double standardDeviation, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (float) (standardDeviation * Ziggurat.sample(bits(key, i)));
    }
  }

  /** Fills {@code count} values with 0 with the probability given, and with {@code 1 / (1 - probability)} else. */
  public static void keep(long key, double probability, float[] target, int offset, int count) {
    float kept = (float) (1 / (1 - probability));
    long last = (long) (probability * 0x1p32) - 1;
    // Two values from each 64 bits, and no branch that the processor would have to guess.
    int pairs = count / 2;
    for (int i = 0; i < pairs; i++) {
      long bits = bits(key, i);
      target[offset + 2 * i] = kept * (last - (bits & 0xFFFFFFFFL) >>> 63);
      target[offset + 2 * i + 1] = kept * (last - (bits >>> 32) >>> 63);
    }
    if (count % 2 == 1) {
      target[offset + count - 1] = kept * (last - (bits(key, pairs) & 0xFFFFFFFFL) >>> 63);
    }
  }

  /** A random order of 0 to {@code count - 1} (Fisher and Yates). */
  public static int[] permutation(long key, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = (int) (unit(bits(key, i)) * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Uniform on [0, 1) from the upper 53 bits. */
  static double unit(long bits) {
    return (bits >>> 11) * TO_UNIT;
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
