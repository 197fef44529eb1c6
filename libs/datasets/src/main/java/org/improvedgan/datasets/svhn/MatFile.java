package org.improvedgan.datasets.svhn;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.improvedgan.datasets.DataException;

/**
 * The numeric arrays of a MATLAB file of version 5 (as {@code save} writes with -v6 and -v7), in either byte order,
 * compressed or not, each read as a stream. Source:
 * <a href="https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf">MAT-File Format</a>, chapter 1.
 */
final class MatFile implements AutoCloseable {
  private static final int HEADER = 128;
  private static final int SPARSE = 5;
  private static final int LARGEST_NUMERIC = 15;
  private static final int COMPLEX = 0x800;
  /** No content is deflated to less than a 1032nd, by the format of zlib. */
  private static final long LARGEST_RATIO = 1032;

  private final Path file;
  private final long size;
  private final InputStream raw;
  private final MatBytes in;
  private long nextElement = HEADER;
  /** Of the current element, if it is compressed. */
  private InputStream inflater = InputStream.nullInputStream();

  private MatFile(Path file, InputStream raw, ByteOrder order) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    this.raw = raw;
    this.in = new MatBytes(raw, order);
    in.skipTo(HEADER);
  }

  /** What reads a file; its exceptions become sentences. */
  interface Reader<T> {
    T read(MatFile file) throws IOException;
  }

  /** @throws DataException if the file is missing, truncated, broken, or of another version */
  static <T> T read(Path file, Reader<T> reader) {
    try (MatFile mat = open(file)) {
      return reader.read(mat);
    } catch (EOFException e) {
      throw new DataException(file + " is truncated; delete it and get it again.", e);
    } catch (ZipException e) {
      throw new DataException(
          file + " has a broken compressed part (" + e.getMessage() + "); delete it and get it again.", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static MatFile open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(HEADER);
      byte[] header = raw.readNBytes(HEADER);
      raw.reset();
      return new MatFile(file, raw, order(file, header));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static ByteOrder order(Path file, byte[] header) throws IOException {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    if (text.startsWith("MATLAB 7.3") || text.startsWith("\u0089HDF")) {
      throw new DataException(file + " is a MATLAB file of version 7.3 (HDF5), which is not read here; save it anew "
          + "with -v7.");
    }
    if (header.length == HEADER && text.endsWith("\0\1IM")) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (header.length == HEADER && text.endsWith("\1\0MI")) {
      return ByteOrder.BIG_ENDIAN;
    }
    if (header.length < HEADER && (text.startsWith("MATLAB 5.0") || "MATLAB 5.0".startsWith(text))) {
      throw new EOFException("no whole header");
    }
    throw new DataException(file + " is not a MATLAB file of version 5; get it again, or save it anew with -v7.");
  }

  /**
   * The next named array, or nothing at the end; parts without a name are passed over.
   *
   * @throws DataException if it holds anything but real numbers
   */
  Optional<MatArray> next() throws IOException {
    while (true) {
      inflater.close();
      in.skipTo(nextElement);
      ByteBuffer first = in.takeOrEnd(MatTag.LENGTH);
      if (first.capacity() == 0) {
        return Optional.empty();
      }
      MatTag tag = MatTag.of(first);
      nextElement = in.position() + (tag.small() == null ? tag.bytes() : 0);
      if (nextElement > size) {
        throw new EOFException("the last element is not whole");
      }
      Optional<MatArray> array = Optional.empty();
      if (tag.type() == MatTag.MATRIX) {
        array = matrix(in, tag.bytes());
      } else if (tag.type() == MatTag.COMPRESSED) {
        inflater = new BufferedInputStream(new InflaterInputStream(in.until(nextElement)), 1 << 16);
        MatBytes inflated = new MatBytes(inflater, first.order());
        MatTag inner = MatTag.read(inflated);
        if (inner.type() == MatTag.MATRIX) {
          array = matrix(inflated, Math.min(inner.bytes(), tag.bytes() * LARGEST_RATIO));
        }
      }
      if (array.isPresent()) {
        return array;
      }
    }
  }

  private Optional<MatArray> matrix(MatBytes bytes, long length) throws IOException {
    if (length == 0) {
      return Optional.empty();
    }
    long end = bytes.position() + length;
    ByteBuffer flags = part(bytes, end);
    if (flags.capacity() < 4) {
      throw broken();
    }
    int kind = flags.getInt(0);
    if ((kind & 0xff) > LARGEST_NUMERIC) {
      return Optional.empty();
    }
    ByteBuffer sizes = part(bytes, end);
    long[] dimensions = new long[sizes.capacity() / 4];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = sizes.getInt(4 * i);
    }
    String name = StandardCharsets.ISO_8859_1.decode(part(bytes, end)).toString();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if ((kind & 0xff) <= SPARSE || (kind & COMPLEX) != 0) {
      throw new DataException("The variable " + name + " in " + file + " is not a full array of real numbers; save it "
          + "anew as one.");
    }
    MatTag values = MatTag.read(bytes);
    long count = 1;
    for (long dimension : dimensions) {
      if (dimension < 0 || count > 0 && dimension > size * LARGEST_RATIO / count) {
        throw broken();
      }
      count *= dimension;
    }
    if (values.width() == 0 || values.bytes() != count * values.width()) {
      throw broken();
    }
    if (values.small() == null && values.bytes() > end - bytes.position()) {
      throw new EOFException("fewer values than the dimensions say");
    }
    return Optional.of(new MatArray(name, dimensions, values, bytes));
  }

  /** A sub-element before the values: flags, dimensions and names are short. */
  private ByteBuffer part(MatBytes bytes, long end) throws IOException {
    MatTag tag = MatTag.read(bytes);
    if (tag.small() != null) {
      return tag.small().slice(0, (int) Math.min(4, tag.bytes())).order(tag.small().order());
    }
    if (tag.bytes() > Math.min(1 << 12, end - bytes.position())) {
      throw broken();
    }
    ByteBuffer data = bytes.take((int) tag.bytes());
    bytes.skipTo(bytes.position() + (8 - tag.bytes() % 8) % 8);
    return data;
  }

  private DataException broken() {
    return new DataException(file + " is broken: its headers contradict each other; delete it and get it again.");
  }

  @Override
  public void close() throws IOException {
    inflater.close();
    raw.close();
  }
}
