package org.improvedgan.datasets.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * The regular files of a tar archive, in order (POSIX.1-1988 ustar, and what GNU tar and pax write around it). It
 * consists of blocks of 512 bytes: for each file a header with name (bytes 0 to 99), size in octal (124 to 135),
 * checksum (148 to 155) and type (156), then the content, filled up to whole blocks. Names longer than 100 bytes are
 * cut: nothing here is called so.
 */
public final class TarEntries {
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
  public record Entry(String name, long size) {
    /** The name without folders. */
    public String fileName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /** @param archive unzipped, from its beginning */
  public TarEntries(InputStream archive) {
    this.archive = archive;
  }

  /**
   * The next regular file, whatever was read of the one before.
   *
   * @throws EOFException if the archive ends too early
   * @throws ZipException if it is no tar archive
   */
  public Optional<Entry> next() throws IOException {
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
  public void read(byte[] target) throws IOException {
    if (archive.readNBytes(target, 0, target.length) < target.length) {
      throw new EOFException("no end of a file in the archive");
    }
    ahead -= target.length;
  }

  /**
   * Writes the content of an entry, none of which was read before.
   *
   * @param entry the last that {@link #next} gave
   */
  public void copy(Entry entry, OutputStream target) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = entry.size(); left > 0; left -= buffer.length) {
      buffer = left < buffer.length ? new byte[(int) left] : buffer;
      read(buffer);
      target.write(buffer);
    }
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
      throw new ZipException("it holds no tar archive");
    }
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    try {
      return Long.parseLong(text(header, from, length).trim(), 8);
    } catch (NumberFormatException e) {
      throw (ZipException) new ZipException("it holds no tar archive").initCause(e);
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
