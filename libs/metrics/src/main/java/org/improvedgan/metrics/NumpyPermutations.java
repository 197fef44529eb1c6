package org.improvedgan.metrics;

import java.util.Arrays;

/**
 * The random orders of NumPy's {@code numpy.random.RandomState(seed)}, bit for bit, so that a shuffle or a draw of
 * torch-fidelity can be repeated and anybody can check ours with one line of Python. The generator is the Mersenne
 * Twister MT19937 (Matsumoto and Nishimura 1998); an order is a Fisher-Yates shuffle from the end, whose indices are
 * drawn by masking 32 bits and rejecting what is too large. NumPy has promised never to change this stream.
 */
final class NumpyPermutations {

  private static final int SIZE = 624;
  private static final int OFFSET = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** @param seed 0 to 2³² − 1 */
  NumpyPermutations(long seed) {
    requireSeed(seed);
    state[0] = (int) seed;
    for (var i = 1; i < SIZE; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  static void requireSeed(long seed) {
    if (seed < 0 || seed > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("The seed of a random order must lie between 0 and 4294967295, as NumPy's; it"
          + " was " + seed + ".");
    }
  }

  /** {@code permutation(n)}: the numbers 0 to n − 1 in random order. */
  int[] permutation(int n) {
    var order = new int[n];
    for (var i = 0; i < n; i++) {
      order[i] = i;
    }
    for (var i = n - 1; i > 0; i--) {
      var j = upTo(i);
      var swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** {@code choice(n, size, replace=False)}: the beginning of a permutation. */
  int[] choice(int n, int size) {
    return Arrays.copyOf(permutation(n), size);
  }

  /** The generator's next 32 bits. */
  int nextBits() {
    if (next == SIZE) {
      for (var i = 0; i < SIZE; i++) {
        var bits = state[i] & 0x8000_0000 | state[(i + 1) % SIZE] & 0x7FFF_FFFF;
        state[i] = state[(i + OFFSET) % SIZE] ^ bits >>> 1 ^ ((bits & 1) == 0 ? 0 : 0x9908_B0DF);
      }
      next = 0;
    }
    var bits = state[next++];
    bits ^= bits >>> 11;
    bits ^= bits << 7 & 0x9D2C_5680;
    bits ^= bits << 15 & 0xEFC6_0000;
    return bits ^ bits >>> 18;
  }

  /** A number from 0 to {@code max}, which is at least 1. */
  private int upTo(int max) {
    var mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = nextBits() & mask;
    } while (value > max);
    return value;
  }
}
