package org.improvedgan.cli.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * Images that NumPy saved: {@code numpy.save} of a uint8 array [N, height, width] or [N, height, width, channels], rows
 * first. The format: the magic bytes {@code \x93NUMPY}, a version, the length of the header (2 bytes in version 1, else
 * 4, little-endian), a header that is a Python dictionary, then the values. Images are read as they are asked for.
 *
 * @param path the file
 * @param shape of one image
 * @param count number of images
 * @param start where the values begin, in bytes
 */
public record NpyFile(Path path, ImageShape shape, int count, long start) implements ImageSource {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  /** A header of up to 9 digits a dimension is far shorter. */
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  /** @throws UserError if the file is missing, no such array, or shorter or longer than its header says */
  public static NpyFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer prefix = ByteBuffer.allocate(MAGIC.length + 2 + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      fill(channel, prefix, 0);
      if (prefix.position() < prefix.capacity() || !Arrays.equals(Arrays.copyOf(prefix.array(), MAGIC.length), MAGIC)) {
        throw refuse(file, "it does not begin as numpy.save writes");
      }
      boolean old = prefix.get(MAGIC.length) == 1;
      int from = MAGIC.length + 2 + (old ? Short.BYTES : Integer.BYTES);
      int length = old ? Short.toUnsignedInt(prefix.getShort(MAGIC.length + 2)) : prefix.getInt(MAGIC.length + 2);
      if (length < 0 || length > LONGEST_HEADER || from + length > channel.size()) {
        throw refuse(file, "it ends within its header");
      }
      ByteBuffer header = ByteBuffer.allocate(length);
      fill(channel, header, from);
      return parse(file, new String(header.array(), StandardCharsets.ISO_8859_1), from + length,
          channel.size() - from - length);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: give the path of a NumPy file or of an image.", e);
    }
  }

  private static NpyFile parse(Path file, String header, long start, long bytes) {
    Matcher shape = SHAPE.matcher(header);
    if (!header.contains("'|u1'") || header.contains("'fortran_order': True") || !shape.find()) {
      throw refuse(file, "it holds " + header.strip());
    }
    long[] sizes = Arrays.stream(shape.group(1).split(",")).map(String::strip).filter(size -> !size.isEmpty())
        .mapToLong(size -> size.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(size)).toArray();
    if (sizes.length < 3 || sizes.length > 4) {
      throw refuse(file, "it has " + sizes.length + " dimensions");
    }
    ImageShape image;
    try {
      image = new ImageShape((int) sizes[1], (int) sizes[2], sizes.length == 4 ? (int) sizes[3] : 1);
    } catch (IllegalArgumentException e) {
      throw refuse(file, "its shape is (" + shape.group(1) + ")");
    }
    if (bytes != sizes[0] * image.size()) {
      throw refuse(file, "its header announces " + sizes[0] + " images of " + image + ", but " + bytes
          + " bytes follow");
    }
    return new NpyFile(file, image, (int) sizes[0], start);
  }

  /**
   * Writes images as {@code numpy.save} does.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Images images) throws IOException {
    ImageShape shape = images.shape();
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }".formatted(images.count(),
        shape.height(), shape.width(), shape.channels());
    int frame = MAGIC.length + 2 + Short.BYTES;
    // NumPy aligns the values to 64 bytes, and ends the header with a line feed.
    int length = (frame + header.length() + 1 + 63) / 64 * 64 - frame;
    ByteBuffer bytes = ByteBuffer.allocate(frame + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length)
        .put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    Files.write(file, bytes.array());
    Files.write(file, images.pixels(), StandardOpenOption.APPEND);
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public int usual() {
    return count;
  }

  @Override
  public int limit() {
    return count;
  }

  @Override
  public Images range(int from, int number) {
    ByteBuffer pixels = ByteBuffer.allocate(Math.multiplyExact(number, shape.size()));
    try (FileChannel channel = FileChannel.open(path)) {
      fill(channel, pixels, start + (long) from * shape.size());
    } catch (IOException e) {
      throw new UserError("The file " + path + " cannot be read: " + e.getMessage() + ".", e);
    }
    if (pixels.hasRemaining()) {
      throw new UserError("The file " + path + " has become shorter while it was read: leave it alone and try again.");
    }
    return new Images(shape, number, pixels.array());
  }

  @Override
  public String digest(int number) {
    return Digests.ofPixels(this, number);
  }

  /** Reads until the buffer is full or the file ends. */
  private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, from + buffer.position());
    }
  }

  private static UserError refuse(Path file, String why) {
    return new UserError(file + " must be a uint8 array [N, height, width] or [N, height, width, channels] of "
        + "numpy.save in C order, but " + why + ".");
  }
}
