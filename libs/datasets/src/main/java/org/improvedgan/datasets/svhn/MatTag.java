package org.improvedgan.datasets.svhn;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What begins a data element: type and number of bytes, as two int32; or, for at most 4 bytes (a small data element),
 * both in one int32 and the bytes at once after it, eight in all.
 *
 * @param type  one of the numbers of MATLAB's {@code mi...} constants
 * @param bytes of data
 * @param small the data of a small element, else null
 */
record MatTag(int type, long bytes, ByteBuffer small) {
  static final int LENGTH = 8;
  static final int MATRIX = 14;
  static final int COMPRESSED = 15;

  static MatTag read(MatBytes in) throws IOException {
    return of(in.take(LENGTH));
  }

  static MatTag of(ByteBuffer tag) {
    int first = tag.getInt(0);
    if (first >>> 16 != 0) {
      return new MatTag(first & 0xffff, first >>> 16, tag.slice(4, 4).order(tag.order()));
    }
    return new MatTag(first, tag.getInt(4) & 0xffffffffL, null);
  }

  /** Bytes of one number, or 0 if the element holds none. */
  int width() {
    return switch (type) {
      case 1, 2 -> 1;
      case 3, 4 -> 2;
      case 5, 6, 7 -> 4;
      case 9, 12, 13 -> 8;
      default -> 0;
    };
  }

  /** The number at a place in a buffer. */
  double number(ByteBuffer data, int at) {
    return switch (type) {
      case 1 -> data.get(at);
      case 2 -> data.get(at) & 0xff;
      case 3 -> data.getShort(at);
      case 4 -> data.getShort(at) & 0xffff;
      case 5 -> data.getInt(at);
      case 6 -> data.getInt(at) & 0xffffffffL;
      case 7 -> data.getFloat(at);
      case 9 -> data.getDouble(at);
      case 12, 13 -> data.getLong(at);
      default -> throw new IllegalStateException("An element of type " + type + " holds no numbers.");
    };
  }
}
