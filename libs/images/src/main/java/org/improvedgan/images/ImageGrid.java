package org.improvedgan.images;

/** Lays the images of a batch out as one picture. */
public final class ImageGrid {
  private ImageGrid() {
  }

  /**
   * One picture of all images, row by row from the upper left, black between them and where the last row is not full.
   *
   * @param columns images in a row, at least 1; fewer images than that make a narrower picture
   * @param gap     pixels between images, not scaled, 0 or more
   * @param scale   each pixel becomes a square of this side (nearest neighbour), at least 1
   * @return a batch of one image
   * @throws IllegalArgumentException if there is no image or an argument is out of range
   */
  public static Images of(Images images, int columns, int gap, int scale) {
    if (images.count() == 0) {
      throw new IllegalArgumentException("A grid needs at least one image.");
    }
    if (columns < 1 || gap < 0 || scale < 1) {
      throw new IllegalArgumentException(
          "A grid has at least 1 column, gap 0 and scale 1, not " + columns + ", " + gap + " and " + scale + ".");
    }
    ImageShape cell = images.shape();
    int across = Math.min(columns, images.count());
    int down = (images.count() + across - 1) / across;
    ImageShape shape = new ImageShape(
        extent(down, cell.height(), gap, scale), extent(across, cell.width(), gap, scale), cell.channels());
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < images.count(); i++) {
      int top = (i / across) * (cell.height() * scale + gap);
      int left = (i % across) * (cell.width() * scale + gap);
      paste(images, i, pixels, shape.width(), top, left, scale);
    }
    return new Images(shape, 1, pixels);
  }

  private static int extent(int cells, int side, int gap, int scale) {
    return Math.addExact(Math.multiplyExact(cells, Math.multiplyExact(side, scale)),
        Math.multiplyExact(cells - 1, gap));
  }

  private static void paste(Images images, int i, byte[] target, int targetWidth, int top, int left, int scale) {
    ImageShape cell = images.shape();
    int channels = cell.channels();
    for (int y = 0; y < cell.height() * scale; y++) {
      for (int x = 0; x < cell.width() * scale; x++) {
        int from = i * cell.size() + ((y / scale) * cell.width() + x / scale) * channels;
        int to = ((top + y) * targetWidth + left + x) * channels;
        System.arraycopy(images.pixels(), from, target, to, channels);
      }
    }
  }
}
