package org.improvedgan.datasets.svhn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;

/** Builds small MATLAB files of version 5 in either byte order. */
final class MatTestFile {
  static final int DOUBLE_CLASS = 6;
  static final int UINT8_CLASS = 9;
  static final int UINT8 = 2;
  static final int INT16 = 3;
  static final int DOUBLE = 9;

  private final ByteOrder order;
  private final boolean compressed;
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  MatTestFile(ByteOrder order, boolean compressed) {
    this.order = order;
    this.compressed = compressed;
    byte[] header = new byte[128];
    Arrays.fill(header, 0, 116, (byte) ' ');
    byte[] text = "MATLAB 5.0 MAT-file, made by a test".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 0, text.length);
    ByteBuffer.wrap(header).order(order).putShort(124, (short) 0x100).putShort(126, (short) ('M' << 8 | 'I'));
    file.writeBytes(header);
  }

  /** Images whose every value is (row + 2 column + 64 channel + number), in MATLAB's order, and their labels. */
  static byte[] svhn(ByteOrder order, boolean compressed, int... labels) {
    byte[] y = new byte[labels.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (byte) labels[i];
    }
    return new MatTestFile(order, compressed).matrix("X", UINT8_CLASS, new int[] {32, 32, 3, labels.length}, UINT8,
        images(labels.length)).matrix("y", UINT8_CLASS, new int[] {labels.length, 1}, UINT8, y).bytes();
  }

  static byte[] images(int count) {
    byte[] x = new byte[3072 * count];
    for (int i = 0; i < x.length; i++) {
      x[i] = value(i % 32, i / 32 % 32, i / 1024 % 3, i / 3072);
    }
    return x;
  }

  static byte value(int row, int column, int channel, int number) {
    return (byte) (row + 2 * column + 64 * channel + number);
  }

  /** Numbers as bytes of a type, in this file's order. */
  byte[] numbers(int type, double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * (type == DOUBLE ? 8 : 2)).order(order);
    for (double value : values) {
      if (type == DOUBLE) {
        buffer.putDouble(value);
      } else {
        buffer.putShort((short) value);
      }
    }
    return buffer.array();
  }

  MatTestFile matrix(String name, int flagsAndClass, int[] dimensions, int type, byte[] values) {
    ByteBuffer sizes = ByteBuffer.allocate(4 * dimensions.length).order(order);
    for (int dimension : dimensions) {
      sizes.putInt(dimension);
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(element(6, ByteBuffer.allocate(8).order(order).putInt(flagsAndClass).putInt(0).array()));
    parts.writeBytes(element(5, sizes.array()));
    parts.writeBytes(element(1, name.getBytes(StandardCharsets.US_ASCII)));
    parts.writeBytes(element(type, values));
    byte[] matrix = element(14, parts.toByteArray());
    file.writeBytes(compressed ? deflated(matrix) : matrix);
    return this;
  }

  byte[] bytes() {
    return file.toByteArray();
  }

  /** Small where it can be, padded to whole multiples of 8 bytes otherwise. */
  private byte[] element(int type, byte[] data) {
    if (data.length <= 4) {
      return ByteBuffer.allocate(8).order(order).putInt(data.length << 16 | type).put(data).array();
    }
    return ByteBuffer.allocate(8 + (data.length + 7) / 8 * 8).order(order).putInt(type).putInt(data.length).put(data)
        .array();
  }

  /** Compressed elements are not padded. */
  private byte[] deflated(byte[] matrix) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(matrix);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return ByteBuffer.allocate(8 + bytes.size()).order(order).putInt(15).putInt(bytes.size())
        .put(bytes.toByteArray()).array();
  }
}
