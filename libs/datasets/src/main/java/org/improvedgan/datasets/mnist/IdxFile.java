package org.improvedgan.datasets.mnist;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.improvedgan.datasets.DataException;

/**
 * A file in IDX format with unsigned bytes: a magic number (two zero bytes, 8 for unsigned byte, the number of
 * dimensions), each dimension as a big-endian int32, then the values, row-major. Gzipped files are recognised by their
 * first two bytes, whatever their name.
 *
 * @param dimensions number of images first
 * @param values     as many as the product of the dimensions
 */
record IdxFile(int[] dimensions, byte[] values) {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int UNSIGNED_BYTE_MAGIC = 0x0800;

  /** What a file of so many dimensions holds, in the words of a message. */
  private static String kind(int dimensions) {
    return switch (dimensions) {
      case 1 -> "labels";
      case 3 -> "images";
      default -> dimensions + "-dimensional data";
    };
  }

  /**
   * Reads a file that must have {@code dimensions} dimensions: 3 for images, 1 for labels.
   *
   * @throws DataException if it is missing, truncated, too long, not gzip though it begins so, or holds something else
   */
  static IdxFile read(Path file, int dimensions) {
    try (DataInputStream in = open(file)) {
      int[] sizes = readHeader(in, file, dimensions);
      long announced = Arrays.stream(sizes).asLongStream().reduce(1, Math::multiplyExact);
      if (announced > Integer.MAX_VALUE - 8) {
        throw new DataException(file + " announces " + announced + " values, more than one array holds; is it broken?");
      }
      byte[] values = in.readNBytes((int) announced);
      if (values.length < announced) {
        throw truncated(
            file, "its header announces " + announced + " values but " + values.length + " are there", null);
      }
      if (in.read() >= 0) {
        throw new DataException(file + " is longer than the " + announced
            + " values that its header announces; delete it and get it again.");
      }
      return new IdxFile(sizes, values);
    } catch (ArithmeticException e) {
      throw new DataException(file + " has impossible dimensions in its header; delete it and get it again.", e);
    } catch (EOFException e) {
      throw truncated(file, "it ends too early", e);
    } catch (ZipException e) {
      throw new DataException(
          file + " is not a sound gzip file (" + e.getMessage() + "); delete it and get it again.", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      boolean gzipped = (raw.read() << 8 | raw.read()) == GZIP_MAGIC;
      raw.reset();
      return new DataInputStream(gzipped ? new GZIPInputStream(raw, 1 << 16) : raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static int[] readHeader(DataInputStream in, Path file, int dimensions) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTE_MAGIC | dimensions)) {
      int held = magic ^ UNSIGNED_BYTE_MAGIC;
      String found = held == 1 || held == 3
          ? "holds " + kind(held) + " where " + kind(dimensions) + " are expected; was it renamed?"
          : "is not an IDX file with " + kind(dimensions) + ": it begins with %08x, not %08x."
              .formatted(magic, UNSIGNED_BYTE_MAGIC | dimensions);
      throw new DataException(file + " " + found);
    }
    int[] sizes = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      sizes[i] = in.readInt();
      if (sizes[i] < 1) {
        throw new DataException(file + " has impossible dimensions in its header ("
            + Arrays.stream(sizes, 0, i + 1).mapToObj(Integer::toString).collect(Collectors.joining(" x "))
            + "); delete it and get it again.");
      }
    }
    return sizes;
  }

  private static DataException truncated(Path file, String how, Exception cause) {
    return new DataException(file + " is truncated (" + how + "); delete it and get it again.", cause);
  }
}
