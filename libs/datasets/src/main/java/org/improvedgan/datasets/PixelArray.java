package org.improvedgan.datasets;

import org.improvedgan.images.ImageShape;

/** The one array that holds all pixels of a split. */
public final class PixelArray {
  /** The longest array that every JVM makes. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private PixelArray() {
  }

  /**
   * Room for images.
   *
   * @param what  the split, as it begins a sentence
   * @param fewer what the user can do to have fewer or smaller images, as the end of a sentence
   * @throws DataException if one array or the memory of this Java does not hold so many
   */
  public static byte[] allocate(String what, long count, ImageShape shape, String fewer) {
    long bytes = count * shape.size();
    if (bytes > LONGEST) {
      throw new DataException(what + " has " + count + " images of " + shape + ", of which at most "
          + LONGEST / shape.size() + " fit into memory at once; " + fewer + ".");
    }
    try {
      return new byte[(int) bytes];
    } catch (OutOfMemoryError e) {
      throw new DataException(("%s takes %d MB of memory and this Java has %d MB for all it does; give it more "
          + "with -Xmx%dg, which ./gan takes from JAVA_OPTS.").formatted(
              what, bytes >> 20, Runtime.getRuntime().maxMemory() >> 20, 2 + (bytes * 2 >> 30)), e);
    }
  }
}
