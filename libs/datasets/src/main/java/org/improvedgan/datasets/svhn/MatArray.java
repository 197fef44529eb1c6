package org.improvedgan.datasets.svhn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A numeric array of a MATLAB file, whose values are read one after the other, the first dimension running fastest.
 * They are there until the file's next array is asked for.
 */
final class MatArray {
  private final String name;
  private final long[] dimensions;
  private final MatTag tag;
  private final MatBytes in;

  MatArray(String name, long[] dimensions, MatTag tag, MatBytes in) {
    this.name = name;
    this.dimensions = dimensions;
    this.tag = tag;
    this.in = in;
  }

  String name() {
    return name;
  }

  /** At least two. */
  long[] dimensions() {
    return dimensions.clone();
  }

  /** Number of values. */
  long count() {
    return tag.bytes() / tag.width();
  }

  /** Whether values are unsigned bytes. */
  boolean isUint8() {
    return tag.type() == 2;
  }

  /** Such as {@code 32x32x3x10}. */
  String shape() {
    return Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  /** All values, whatever their type; for arrays that are known to be small, and not after {@link #bytes}. */
  double[] values() throws IOException {
    int count = Math.toIntExact(count());
    double[] values = new double[count];
    ByteBuffer one = tag.small();
    for (int i = 0; i < count; i++) {
      if (tag.small() == null) {
        one = in.take(tag.width());
      }
      values[i] = tag.number(one, tag.small() == null ? 0 : i * tag.width());
    }
    return values;
  }

  /** The next bytes of an array of unsigned bytes that is no small element. */
  void bytes(byte[] target) throws IOException {
    in.take(target, 0, target.length);
  }
}
