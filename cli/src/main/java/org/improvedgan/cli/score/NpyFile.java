package org.improvedgan.cli.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * Images that NumPy saved: {@code numpy.save} of a uint8 array [N, height, width] or [N, height, width, channels], rows
 * first. The format: the magic bytes {@code \x93NUMPY}, a version, the length of the header (2 bytes in version 1, else
 * 4, little-endian), a header that is a Python dictionary, then the values.
 */
final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  private NpyFile() {
  }

  /** @throws UserError if the file is missing, no such array, or shorter than its header says */
  static Images read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: give the path of a NumPy file or of an image.", e);
    }
    int lengthBytes = bytes.length > 6 && bytes[6] == 1 ? 2 : 4;
    int start = MAGIC.length + 2 + lengthBytes;
    if (bytes.length < start || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw refuse(file, "it does not begin as numpy.save writes");
    }
    ByteBuffer length = ByteBuffer.wrap(bytes, MAGIC.length + 2, lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    int values = start + (lengthBytes == 2 ? Short.toUnsignedInt(length.getShort()) : length.getInt());
    if (values < start || values > bytes.length) {
      throw refuse(file, "it ends within its header");
    }
    String header = new String(bytes, start, values - start, StandardCharsets.ISO_8859_1);
    Matcher shape = SHAPE.matcher(header);
    if (!header.contains("'|u1'") || header.contains("'fortran_order': True") || !shape.find()) {
      throw refuse(file, "it holds " + header.strip());
    }
    int[] sizes = Arrays.stream(shape.group(1).split(",")).map(String::strip).filter(size -> !size.isEmpty())
        .mapToInt(Integer::parseInt).toArray();
    if (sizes.length < 3 || sizes.length > 4) {
      throw refuse(file, "it has " + sizes.length + " dimensions");
    }
    ImageShape image = new ImageShape(sizes[1], sizes[2], sizes.length == 4 ? sizes[3] : 1);
    if (bytes.length - values != (long) sizes[0] * image.size()) {
      throw refuse(file, "its header announces " + sizes[0] + " images of " + image + ", but " + (bytes.length - values)
          + " bytes follow");
    }
    return new Images(image, sizes[0], Arrays.copyOfRange(bytes, values, bytes.length));
  }

  private static UserError refuse(Path file, String why) {
    return new UserError(file + " must be a uint8 array [N, height, width] or [N, height, width, channels] of "
        + "numpy.save in C order, but " + why + ".");
  }
}
