package org.improvedgan.datasets.svhn;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of a stream in the byte order of its file, counting what was read. */
final class MatBytes {
  private final InputStream in;
  private final ByteOrder order;
  private long position;

  MatBytes(InputStream in, ByteOrder order) {
    this.in = in;
    this.order = order;
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** The next bytes, or none where the stream ends. */
  ByteBuffer takeOrEnd(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    if (bytes.length > 0 && bytes.length < length) {
      throw new EOFException("no whole tag");
    }
    return ByteBuffer.wrap(bytes).order(order);
  }

  /** The next bytes, in the order of the file. */
  ByteBuffer take(int length) throws IOException {
    byte[] bytes = new byte[length];
    take(bytes, 0, length);
    return ByteBuffer.wrap(bytes).order(order);
  }

  void take(byte[] target, int from, int length) throws IOException {
    int taken = in.readNBytes(target, from, length);
    position += taken;
    if (taken < length) {
      throw new EOFException("ends too early");
    }
  }

  void skipTo(long end) throws IOException {
    in.skipNBytes(end - position);
    position = end;
  }

  /** A stream over the bytes up to {@code end}, for those that are compressed; reading from it moves this one on. */
  InputStream until(long end) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        if (position >= end) {
          return -1;
        }
        int taken = in.read(target, from, (int) Math.min(length, end - position));
        position += Math.max(taken, 0);
        return taken;
      }
    };
  }
}
