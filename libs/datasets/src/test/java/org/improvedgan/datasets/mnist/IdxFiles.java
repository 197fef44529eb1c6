package org.improvedgan.datasets.mnist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files for tests. */
final class IdxFiles {
  private IdxFiles() {
  }

  static byte[] idx(int magic, int[] dimensions, byte[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length).putInt(magic);
    for (int dimension : dimensions) {
      buffer.putInt(dimension);
    }
    return buffer.put(values).array();
  }

  /** Images of 28x28 whose every pixel is the number of the image. */
  static byte[] images(int count) {
    byte[] values = new byte[count * 784];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / 784);
    }
    return idx(0x803, new int[] {count, 28, 28}, values);
  }

  static byte[] labels(int... labels) {
    byte[] values = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = (byte) labels[i];
    }
    return idx(0x801, new int[] {labels.length}, values);
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }
}
