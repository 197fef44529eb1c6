package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Parts of logits [B, K + 1] whose last column belongs to the class "generated". */
final class Columns {
  private static final long[] START = {0, 0};
  private static final long[] LAST = {0, -1};
  private static final long[] EACH = {1, 1};
  /** Masks have a bit for each dimension whose bound does not count. */
  private static final int ROWS = 1;
  private static final int BOTH = 3;

  private Columns() {}

  /** [B, K]. */
  static SDVariable butLast(SameDiff sd, SDVariable logits) {
    return sd.stridedSlice(logits, START, LAST, EACH, BOTH, ROWS, 0, 0, 0);
  }

  /** [B, 1]. */
  static SDVariable last(SameDiff sd, SDVariable logits) {
    return sd.stridedSlice(logits, LAST, START, EACH, ROWS, BOTH, 0, 0, 0);
  }
}
