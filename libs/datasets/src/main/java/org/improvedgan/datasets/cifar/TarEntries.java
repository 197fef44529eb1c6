package org.improvedgan.datasets.cifar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The regular files of a tar archive, in order (POSIX.1-1988 ustar, and what GNU tar and pax write around it). It
 * consists of blocks of 512 bytes: for each file a header with name (bytes 0 to 99), size in octal (124 to 135),
 * checksum (148 to 155) and type (156), then the content, filled up to whole blocks. Names longer than 100 bytes are
 * cut: nothing here is called so.
 */
final class TarEntries {
  private static final int BLOCK = 512;

  private final InputStream archive;
  /** Bytes until the next header. */
  private long ahead;

  /**
   * A file in the archive.
   *
   * @param name path inside the archive
   * @param size bytes of content, which the stream gives next
   */
  record Entry(String name, long size) {
    /** The name without folders. */
    String fileName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /** @param archive unzipped, from its beginning */
  TarEntries(InputStream archive) {
    this.archive = archive;
  }

  /**
   * The next regular file, whatever was read of the one before.
   *
   * @throws EOFException if the archive ends too early
   * @throws IOException  if it is no tar archive
   */
  Optional<Entry> next() throws IOException {
    while (true) {
      archive.skipNBytes(ahead);
      ahead = 0;
      byte[] header = archive.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new EOFException("no end of the archive");
      }
      if (isZero(header)) {
        return Optional.empty();
      }
      requireChecksum(header);
      long size = octal(header, 124, 12);
      ahead = (size + BLOCK - 1) / BLOCK * BLOCK;
      if (header[156] == '0' || header[156] == 0) {
        return Optional.of(new Entry(text(header, 0, 100), size));
      }
    }
  }

  /** The next bytes of the current file. */
  void read(byte[] target) throws IOException {
    if (archive.readNBytes(target, 0, target.length) < target.length) {
      throw new EOFException("no end of a file in the archive");
    }
    ahead -= target.length;
  }

  private static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK]);
  }

  /** The sum of all bytes of the header, those of the sum itself taken as blanks. */
  private static void requireChecksum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, 148, 8)) {
      throw new IOException("it holds no tar archive");
    }
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    try {
      return Long.parseLong(text(header, from, length).trim(), 8);
    } catch (NumberFormatException e) {
      throw new IOException("it holds no tar archive", e);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
