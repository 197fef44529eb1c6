package org.improvedgan.samediff.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A value that holds images [images, channels, height, width], of which zeros around them may be known to be there
 * without being stored.
 *
 * @param zeros rows above and columns to the left of the stored ones that are zero
 */
record Images(String value, long[] shape, long[] zeros) {
  /** The images of a value; where a Pad made it, those before it. */
  static Images of(OnnxGraph g, String value, long[] shape) {
    OnnxNode pad = g.producer(value);
    long[] pads = pad != null && pad.is("Pad") && pad.inputs.size() == 2 ? g.longs(pad.inputs.get(1)) : null;
    if (pads == null || pads.length != 8 || Arrays.stream(pads).anyMatch(size -> size < 0)
        || pads[0] + pads[1] + pads[4] + pads[5] != 0) {
      return new Images(value, shape, new long[2]);
    }
    long[] stored = LongStream.range(0, 4).map(i -> shape[(int) i] - pads[(int) i] - pads[(int) i + 4]).toArray();
    return new Images(pad.inputs.get(0), stored, new long[] {pads[2], pads[3]});
  }

  long height() {
    return shape[2];
  }

  long width() {
    return shape[3];
  }

  /** [channels, images, height, width]. */
  Images channelsBeforeImages(OnnxGraph g) {
    return new Images(
        g.transpose(value, 1, 0, 2, 3), new long[] {shape[1], shape[0], shape[2], shape[3]}, zeros);
  }

  /** So many of the rows (2) or columns (3), each {@code step} after the one before; zeros where there are none. */
  Images taken(OnnxGraph g, int axis, long first, long step, long size) {
    long has = shape[axis];
    long before = first >= 0 ? 0 : (-first + step - 1) / step;
    long start = first + before * step;
    long inside = Math.max(0, Math.min(size - before, (has - start + step - 1) / step));
    if (first == 0 && step == 1 && size == has) {
      return this;
    }
    String taken = value;
    long[] pads = new long[8];
    pads[axis] = before;
    pads[4 + axis] = size - before - inside;
    if (step == 1) {
      // A negative padding cuts, in the same operator.
      pads[axis] -= start;
      pads[4 + axis] -= has - start - inside;
    } else {
      taken = g.node("Slice", List.of(
          taken, g.longs(start), g.longs(start + (inside - 1) * step + 1), g.longs(axis), g.longs(step)));
    }
    if (Arrays.stream(pads).anyMatch(pad -> pad != 0)) {
      taken = g.node("Pad", List.of(taken, g.longs(pads)));
    }
    long[] result = shape.clone();
    result[axis] = size;
    return new Images(taken, result, zeros);
  }
}
