package org.improvedgan.images;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Portable Network Graphics: 8-bit grey or RGB, without metadata, so that equal pixels give equal bytes
 * (<a href="https://www.w3.org/TR/png-3/">W3C PNG, third edition</a>).
 */
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GREY = 0;
  private static final int RGB = 2;

  private Png() {
  }

  /**
   * Encodes one image, compressed.
   *
   * @param pixels {@code shape.size()} bytes, [height, width, channels]
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  public static byte[] encode(ImageShape shape, byte[] pixels) {
    return encode(shape, pixels, Deflater.BEST_COMPRESSION);
  }

  /** Encodes a batch of exactly one image, such as a grid, compressed. */
  public static byte[] encode(Images single) {
    if (single.count() != 1) {
      throw new IllegalArgumentException("A PNG file holds one image, not " + single.count() + ".");
    }
    return encode(single.shape(), single.pixels());
  }

  /**
   * Encodes one image in stored (uncompressed) blocks. The length of the result depends on the shape alone, so that it
   * tells nothing about what the image shows.
   *
   * @param pixels {@code shape.size()} bytes, [height, width, channels]
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  public static byte[] encodeUncompressed(ImageShape shape, byte[] pixels) {
    return encode(shape, pixels, Deflater.NO_COMPRESSION);
  }

  /**
   * Decodes a PNG file of any colour type into a batch of one image. Grey stays grey, colour and palette become RGB; an
   * alpha channel is left out, 16-bit values keep their upper byte.
   *
   * @throws ImageException if the bytes are no PNG file or a broken one
   */
  public static Images decode(byte[] png) {
    if (png.length < SIGNATURE.length || ByteBuffer.wrap(png, 0, 8).compareTo(ByteBuffer.wrap(SIGNATURE)) != 0) {
      throw new ImageException("The bytes are not a PNG file: they do not begin with its signature.");
    }
    return ImageFiles.decode(png, "The PNG file");
  }

  private static byte[] encode(ImageShape shape, byte[] pixels, int compression) {
    if (pixels.length != shape.size()) {
      throw new IllegalArgumentException(
          "An image of " + shape + " takes " + shape.size() + " bytes, not " + pixels.length + ".");
    }
    byte[] header = ByteBuffer.allocate(13).putInt(shape.width()).putInt(shape.height())
        .put((byte) 8).put((byte) (shape.channels() == 1 ? GREY : RGB)).array();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    writeChunk(png, "IHDR", header);
    writeChunk(png, "IDAT", deflate(scanLines(shape, pixels), compression));
    writeChunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Each row with filter type 0 (none) before it. */
  private static byte[] scanLines(ImageShape shape, byte[] pixels) {
    int row = shape.width() * shape.channels();
    byte[] lines = new byte[shape.height() * (row + 1)];
    for (int y = 0; y < shape.height(); y++) {
      System.arraycopy(pixels, y * row, lines, y * (row + 1) + 1, row);
    }
    return lines;
  }

  private static byte[] deflate(byte[] data, int compression) {
    Deflater deflater = new Deflater(compression);
    try {
      deflater.setInput(data);
      deflater.finish();
      // Room for everything at once: how stored blocks are cut then depends on the length of the data alone.
      byte[] buffer = new byte[data.length + data.length / 1000 + 1024];
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      while (!deflater.finished()) {
        deflated.write(buffer, 0, deflater.deflate(buffer));
      }
      return deflated.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void writeChunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
