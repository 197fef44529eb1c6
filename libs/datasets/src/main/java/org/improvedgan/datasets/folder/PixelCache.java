package org.improvedgan.datasets.folder;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Decoded pixels in a file, so that a folder of images is decoded once: {@code GANPIX01}, the digest of what they were
 * made from (32 bytes), their number (int64), the pixels, and their CRC-32C (int64). Labels are not kept: paths tell
 * them. The file is written as {@code NAME.part} and then renamed, by one process at a time.
 *
 * @param file   where to keep them
 * @param digest SHA-256 of all that the pixels depend on
 */
record PixelCache(Path file, byte[] digest) {
  private static final byte[] MAGIC = {'G', 'A', 'N', 'P', 'I', 'X', '0', '1'};
  private static final int FRAME = MAGIC.length + 32 + 2 * Long.BYTES;
  /** More at once would make the JVM take as much memory outside of its heap. */
  private static final int CHUNK = 1 << 20;
  /** A lock on a file holds between processes; between threads of one process it would throw. */
  private static final Object IN_THIS_PROCESS = new Object();

  /** Fills the array if there is a sound file of just this digest and length; otherwise leaves any content in it. */
  boolean load(byte[] pixels) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), CHUNK))) {
      if (Files.size(file) != (long) FRAME + pixels.length || !Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
          || !Arrays.equals(in.readNBytes(digest.length), digest) || in.readLong() != pixels.length) {
        return false;
      }
      CRC32C checksum = new CRC32C();
      for (int at = 0; at < pixels.length; at += CHUNK) {
        int length = Math.min(CHUNK, pixels.length - at);
        in.readFully(pixels, at, length);
        checksum.update(pixels, at, length);
      }
      return in.readLong() == checksum.getValue();
    } catch (IOException e) {
      // Missing, or shorter than a moment ago: made anew in either case.
      return false;
    }
  }

  /** Keeps the pixels; where the folder cannot be written or is full, they are decoded again next time. */
  void store(byte[] pixels) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      synchronized (IN_THIS_PROCESS) {
        try (FileChannel lock = FileChannel.open(
            file.resolveSibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock.lock();
          write(part, pixels);
          Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException e) {
      System.getLogger(PixelCache.class.getName()).log(System.Logger.Level.WARNING,
          "Decoded images cannot be kept in " + file + " (" + e.getMessage()
              + ") and will be decoded again next time.");
    }
  }

  private void write(Path part, byte[] pixels) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), CHUNK))) {
      out.write(MAGIC);
      out.write(digest);
      out.writeLong(pixels.length);
      CRC32C checksum = new CRC32C();
      for (int at = 0; at < pixels.length; at += CHUNK) {
        int length = Math.min(CHUNK, pixels.length - at);
        out.write(pixels, at, length);
        checksum.update(pixels, at, length);
      }
      out.writeLong(checksum.getValue());
    }
  }
}
