package org.improvedgan.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a model gives a z the same image in every slot of a batch and beside any neighbours. Float32 sums in another
 * order differ by about 1e-7, and a pixel of 0 to 255 shows that only where it is that close to being rounded the
 * other way: one in 40,000. So half a million bytes are compared.
 */
final class SlotProof {

  private static final int BYTES_TO_COMPARE = 1 << 19;
  private static final int MIN_ROUNDS = 2;
  private static final int MAX_ROUNDS = 100;

  private SlotProof() {
  }

  static boolean holds(OnnxGenerator generator) {
    int batch = generator.batch();
    int size = generator.shape().size();
    byte[] alike = run(generator, new long[batch]);
    for (int slot = 1; slot < batch; slot++) {
      if (!sameImage(alike, 0, alike, slot, size)) {
        return false;
      }
    }
    int rounds = Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, 2 * BYTES_TO_COMPARE / (batch * size)));
    for (int round = 0; round < rounds; round++) {
      if (!slotsAndNeighboursDoNotMatter(generator, round, batch, size)) {
        return false;
      }
    }
    return true;
  }

  /** Runs one batch of vectors, then half of them in other slots among strangers, and compares their images. */
  private static boolean slotsAndNeighboursDoNotMatter(OnnxGenerator generator, int round, int batch, int size) {
    long first = (long) round * batch;
    long[] indices = new long[batch];
    Arrays.setAll(indices, slot -> first + slot);
    byte[] before = run(generator, indices);
    int turn = 1 + round % (batch - 1);
    long strangers = Integer.MAX_VALUE + first;
    Arrays.setAll(indices, slot -> slot % 2 == 0 ? first + (slot + turn) % batch : strangers + slot);
    byte[] after = run(generator, indices);
    for (int slot = 0; slot < batch; slot += 2) {
      if (!sameImage(before, (slot + turn) % batch, after, slot, size)) {
        return false;
      }
    }
    return true;
  }

  /** Images of seed 0 with these indices, slot after slot. */
  private static byte[] run(OnnxGenerator generator, long[] indices) {
    GeneratorSpec spec = generator.spec();
    byte[] pixels = new byte[indices.length * spec.shape().size()];
    Latents latents = new Latents() {
      @Override
      public int count() {
        return indices.length;
      }

      @Override
      public void fill(int row, float[] z) {
        LatentSource.fill(spec.latent(), 0, indices[row], z);
      }

      @Override
      public long classOf(int row) {
        return Classes.allOf(spec.classes()).of(indices[row]);
      }
    };
    List<GeneratorSlot> slots = new ArrayList<>();
    for (int slot = 0; slot < indices.length; slot++) {
      slots.add(new GeneratorSlot(latents, slot, pixels));
    }
    generator.run(slots);
    return pixels;
  }

  private static boolean sameImage(byte[] a, int i, byte[] b, int j, int size) {
    return Arrays.equals(a, i * size, (i + 1) * size, b, j * size, (j + 1) * size);
  }
}
