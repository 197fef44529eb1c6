package org.improvedgan.datasets.cifar;

import java.io.IOException;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.PixelArray;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * One file of CIFAR-10's binary version: records of a label byte and 3072 bytes, the red, the green and the blue plane
 * of 32x32, each row-major.
 *
 * @param images uint8 [count, 32, 32, 3]: the colours of a pixel side by side
 * @param labels 0 to 9, one for each image
 */
record CifarBatch(Images images, int[] labels) {
  static final int CLASSES = 10;
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int RECORD = 1 + SHAPE.size();

  /**
   * Reads all records.
   *
   * @param origin the file, in the words of a message
   * @param bytes  how long it is
   * @throws DataException if it is not a whole number of records, or a label is none
   */
  static CifarBatch read(String origin, long bytes, CifarFiles.Source source) throws IOException {
    if (bytes == 0 || bytes % RECORD != 0) {
      throw new DataException(origin + " has " + bytes + " bytes, which is no whole number of CIFAR-10's records of "
          + RECORD + "; delete it and get it again.");
    }
    byte[] pixels = PixelArray.allocate(origin, bytes / RECORD, SHAPE, "take the official file");
    int[] labels = new int[(int) (bytes / RECORD)];
    byte[] one = new byte[RECORD];
    for (int i = 0; i < labels.length; i++) {
      source.read(one);
      labels[i] = one[0] & 0xff;
      if (labels[i] >= CLASSES) {
        throw new DataException("Label " + labels[i] + " of image " + i + " in " + origin
            + " is not one of 0 to 9; delete the file and get it again.");
      }
      interleave(one, pixels, i * SHAPE.size());
    }
    return new CifarBatch(new Images(SHAPE, labels.length, pixels), labels);
  }

  private static void interleave(byte[] one, byte[] pixels, int at) {
    int plane = SHAPE.height() * SHAPE.width();
    for (int p = 0; p < plane; p++) {
      pixels[at + 3 * p] = one[1 + p];
      pixels[at + 3 * p + 1] = one[1 + plane + p];
      pixels[at + 3 * p + 2] = one[1 + 2 * plane + p];
    }
  }
}
