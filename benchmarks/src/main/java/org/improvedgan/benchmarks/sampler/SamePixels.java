package org.improvedgan.benchmarks.sampler;

import java.util.Locale;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * Whether both servers made the same images of a seed. ONNX Runtime adds up in another order where a run has another
 * number of rows, so that a pixel which lies on the border between two levels may come out one level beside.
 *
 * @param pixels compared
 * @param different one level apart; further apart is none
 */
record SamePixels(int pixels, int different) {
  /** More than that is another z, or another network. */
  private static final double MOST = 1e-3;
  private static final int IMAGES = 600;
  private static final int ALONE = 50;
  private static final long SEED = 0x9E3779B97F4A7C15L;

  /** @throws BenchmarkException if they are other images */
  static SamePixels of(Contender ours, Contender peer) {
    SamePixels stream = compare(ours.client().pixels(Client.SAMPLE, SEED, 5, IMAGES),
        peer.client().pixels(Client.SAMPLE, SEED, 5, IMAGES));
    int pixels = stream.pixels;
    int different = stream.different;
    for (int i = 0; i < ALONE; i++) {
      SamePixels one = compare(ours.client().pixels(ours.one(), SEED, i, 1),
          peer.client().pixels(peer.one(), SEED, i, 1));
      pixels += one.pixels;
      different += one.different;
    }
    return new SamePixels(pixels, different);
  }

  static SamePixels compare(byte[] ours, byte[] peer) {
    int different = 0;
    boolean far = ours.length != peer.length;
    for (int i = 0; !far && i < ours.length; i++) {
      int distance = Math.abs((ours[i] & 0xFF) - (peer[i] & 0xFF));
      different += distance;
      far = distance > 1;
    }
    if (far || different > MOST * ours.length) {
      throw new BenchmarkException("The servers do not make the same images of the same seed.");
    }
    return new SamePixels(ours.length, different);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "both servers make the same images: %d of %,d pixels differ, by one level",
        different, pixels);
  }
}
