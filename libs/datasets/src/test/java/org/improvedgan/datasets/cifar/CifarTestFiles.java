package org.improvedgan.datasets.cifar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes small files in CIFAR-10's binary format, and archives of them. */
final class CifarTestFiles {
  private CifarTestFiles() {
  }

  /** Images with these labels; of each, red is the place (row + column), green the label, blue the number. */
  static byte[] batch(int... labels) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < labels.length; i++) {
      records.write(labels[i]);
      for (int p = 0; p < 3 * 1024; p++) {
        int place = p % 1024;
        records.write(p < 1024 ? place / 32 + place % 32 : p < 2048 ? labels[i] : i);
      }
    }
    return records.toByteArray();
  }

  /** A gzipped ustar archive: a folder, then the files in it. */
  static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(header("cifar-10-batches-bin/", 0, '5'));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] content = file.getValue();
        gzip.write(header("cifar-10-batches-bin/" + file.getKey(), content.length, '0'));
        gzip.write(content);
        gzip.write(new byte[(512 - content.length % 512) % 512]);
      }
      gzip.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static byte[] header(String name, int size, char type) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
