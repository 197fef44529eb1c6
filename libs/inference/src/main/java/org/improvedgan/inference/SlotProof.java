package org.improvedgan.inference;

import ai.onnxruntime.OrtException;
import java.util.Arrays;

/**
 * Whether a model gives a z the same image in every slot of a batch and beside any neighbours. Different rounding
 * shows in few bytes only (about one in 40,000 when float32 images become uint8), so a million bytes are compared.
 */
final class SlotProof {

  private static final int BYTES_TO_COMPARE = 1 << 20;
  private static final int MIN_RUNS = 4;
  private static final int MAX_RUNS = 32;

  private SlotProof() {
  }

  static boolean holds(OnnxGenerator generator) throws OrtException {
    int batch = generator.batch();
    int size = generator.shape().size();
    long[] indices = new long[batch];
    // One z in all slots: every slot computes alike.
    byte[] alike = generator.runSlots(indices);
    for (int slot = 1; slot < batch; slot++) {
      if (!sameImage(alike, 0, alike, slot, size)) {
        return false;
      }
    }
    // The same vectors turned round by a growing number of slots: neighbours do not matter.
    Arrays.setAll(indices, slot -> slot);
    byte[] straight = generator.runSlots(indices);
    if (!sameImage(alike, 0, straight, 0, size)) {
      return false;
    }
    int runs = Math.max(MIN_RUNS, Math.min(MAX_RUNS, BYTES_TO_COMPARE / (batch * size)));
    for (int run = 1; run <= runs; run++) {
      int turn = (int) ((long) run * batch / (runs + 1));
      // Half of the runs have other vectors in the second half of the slots.
      long elsewhere = run % 2 == 0 ? 0 : (long) batch * run;
      Arrays.setAll(indices, slot -> (slot + turn) % batch + (slot < batch / 2 ? 0 : elsewhere));
      byte[] turned = generator.runSlots(indices);
      for (int slot = 0; slot < batch; slot++) {
        if (indices[slot] < batch && !sameImage(straight, (int) indices[slot], turned, slot, size)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean sameImage(byte[] a, int i, byte[] b, int j, int size) {
    return Arrays.equals(a, i * size, (i + 1) * size, b, j * size, (j + 1) * size);
  }
}
