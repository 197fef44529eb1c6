package org.improvedgan.cli.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.improvedgan.cli.UserError;

/**
 * What classifiers gave for sets of images, in files, so that the same set is never run twice. A file is named by its
 * key and holds {@code GANFEA01}, the key (64 characters), the number of images, of classes and of features (int32),
 * the rows (logits, then features, float32), and the CRC-32C of all that (int64), little-endian. It appears under its
 * name only when it is whole; of all files, those that were used longest ago go when they exceed the limit.
 */
final class FeatureCache {

  /** Some thirty sets of 10,000 images of Inception. */
  static final long USUAL_LIMIT = 4L << 30;

  private static final String ENDING = ".features";
  private static final String PART = ".part";
  private static final byte[] MAGIC = "GANFEA01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 64 + 3 * Integer.BYTES;
  private static final int PIECE_BYTES = 1 << 20;
  /** What a killed process left unfinished is deleted when no process can be writing it any more. */
  private static final Duration ABANDONED = Duration.ofDays(2);

  private final Path folder;
  private final long limit;

  FeatureCache(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * Which rows are meant.
   *
   * @param key 64 hexadecimal digits that stand for all that the rows depend on
   */
  record Entry(String key, int images, int classes, int width) {

    private int rowBytes() {
      return Math.multiplyExact(Float.BYTES, classes + width);
    }

    private long bytes() {
      return HEADER + (long) images * rowBytes() + Long.BYTES;
    }

    private ByteBuffer header() {
      return buffer(HEADER).put(MAGIC).put(key.getBytes(StandardCharsets.US_ASCII)).putInt(images).putInt(classes)
          .putInt(width).flip();
    }

    private ByteBuffer piece() {
      return buffer(Math.max(1, PIECE_BYTES / rowBytes()) * rowBytes());
    }
  }

  /** Gives the rows, if there is a sound file of them. */
  boolean read(Entry entry, OutputRows rows) {
    Path file = file(entry);
    if (!sound(file, entry)) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file)) {
      in.position(HEADER);
      ByteBuffer piece = entry.piece();
      for (long left = (long) entry.images() * entry.rowBytes(); left > 0; left -= piece.limit()) {
        fill(in, piece, left);
        while (piece.hasRemaining()) {
          rows.add(floats(piece, entry.classes()), floats(piece, entry.width()));
        }
      }
      // What was used last is deleted last.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return true;
    } catch (IOException e) {
      throw new UserError("The kept features in " + file + " cannot be read: delete the file, or give --no-cache.", e);
    }
  }

  private static boolean sound(Path file, Entry entry) {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file)) {
      if (in.size() != entry.bytes()) {
        return false;
      }
      ByteBuffer header = buffer(HEADER);
      fill(in, header, HEADER);
      if (!header.equals(entry.header())) {
        return false;
      }
      CRC32C checksum = new CRC32C();
      checksum.update(header);
      ByteBuffer piece = entry.piece();
      for (long left = (long) entry.images() * entry.rowBytes(); left > 0; left -= piece.limit()) {
        fill(in, piece, left);
        checksum.update(piece);
      }
      ByteBuffer stored = buffer(Long.BYTES);
      fill(in, stored, Long.BYTES);
      return stored.getLong() == checksum.getValue();
    } catch (IOException e) {
      // Made anew, which tells what is wrong with the folder.
      return false;
    }
  }

  /**
   * A file to be filled; empty where it would exceed the limit alone.
   *
   * @throws IOException if the folder cannot be written
   */
  Optional<Writing> write(Entry entry) throws IOException {
    if (entry.bytes() > limit) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    return Optional.of(new Writing(entry, Files.createTempFile(folder, entry.key().substring(0, 16), PART)));
  }

  /** Rows on their way into a file; closing it before {@link #finish} forgets them. */
  final class Writing implements OutputRows, AutoCloseable {

    private final Entry entry;
    private final Path part;
    private final FileChannel out;
    private final ByteBuffer piece;
    private final CRC32C checksum = new CRC32C();
    private IOException failure;

    private Writing(Entry entry, Path part) throws IOException {
      this.entry = entry;
      this.part = part;
      out = FileChannel.open(part, StandardOpenOption.WRITE);
      piece = entry.piece();
      put(entry.header());
    }

    /** Takes no more rows once one could not be written; {@link #finish} tells why. */
    @Override
    public void add(float[] logits, float[] features) {
      if (!piece.hasRemaining() && failure == null) {
        try {
          put(piece.flip());
          piece.clear();
        } catch (IOException e) {
          failure = e;
        }
      }
      if (failure == null) {
        put(logits);
        put(features);
      }
    }

    /** Makes the file whole and gives it its name; then deletes others that exceed the limit. */
    void finish() throws IOException {
      if (failure != null) {
        throw failure;
      }
      put(piece.flip());
      write(buffer(Long.BYTES).putLong(checksum.getValue()).flip());
      out.force(true);
      out.close();
      Files.move(part, file(entry), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      tidy(file(entry));
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(part);
    }

    private void put(float[] values) {
      for (float value : values) {
        piece.putFloat(value);
      }
    }

    private void put(ByteBuffer bytes) throws IOException {
      checksum.update(bytes.duplicate());
      write(bytes);
    }

    private void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private record Kept(Path file, long bytes, FileTime used) {
  }

  private void tidy(Path newest) throws IOException {
    Instant now = Instant.now();
    List<Kept> kept = new ArrayList<>();
    long total = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try {
          Kept one = new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
          if (file.toString().endsWith(PART) && one.used().toInstant().isBefore(now.minus(ABANDONED))) {
            Files.deleteIfExists(file);
          } else if (file.toString().endsWith(ENDING)) {
            total += one.bytes();
            kept.add(one);
          }
        } catch (NoSuchFileException e) {
          // Another process has tidied it away just now.
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::used));
    for (Kept one : kept) {
      if (total > limit && !one.file().equals(newest)) {
        Files.deleteIfExists(one.file());
        total -= one.bytes();
      }
    }
  }

  private Path file(Entry entry) {
    return folder.resolve(entry.key() + ENDING);
  }

  /** Fills the buffer, or as much of it as {@code left} bytes are, and makes it ready to be read. */
  private static void fill(FileChannel in, ByteBuffer piece, long left) throws IOException {
    piece.clear().limit((int) Math.min(piece.capacity(), left));
    while (piece.hasRemaining()) {
      if (in.read(piece) < 0) {
        throw new IOException("the file ends early");
      }
    }
    piece.flip();
  }

  private static float[] floats(ByteBuffer piece, int count) {
    float[] values = new float[count];
    piece.asFloatBuffer().get(values);
    piece.position(piece.position() + count * Float.BYTES);
    return values;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
