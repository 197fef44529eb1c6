package org.improvedgan.images;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads PNG, JPEG, BMP and GIF files through the JDK. */
public final class ImageFiles {
  private ImageFiles() {
  }

  /**
   * Reads one file into a batch of one image: grey files give 1 channel, all others 3; an alpha channel is left out,
   * 16-bit values keep their upper byte.
   *
   * @throws ImageException if the file is missing, broken, or of an unknown format
   */
  public static Images read(Path file) {
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ImageException("There is no image file " + file + ".", e);
    } catch (IOException e) {
      throw new ImageException("The image file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  static Images decode(byte[] bytes, String name) {
    BufferedImage image;
    try {
      image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer some broken files with index and argument errors.
      throw new ImageException(
          name + " is broken or of an unusual kind; save it anew as an 8-bit grey or RGB PNG file.", e);
    }
    if (image == null) {
      throw new ImageException(name + " is not an image that can be read here: use PNG or JPEG.");
    }
    return isGrey(image) ? grey(image) : rgb(image);
  }

  private static boolean isGrey(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      for (int i = 0; i < palette.getMapSize(); i++) {
        if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
          return false;
        }
      }
      return true;
    }
    return image.getColorModel().getNumColorComponents() == 1;
  }

  /** Samples as they stand in the file: {@code getRGB} would bend grey values through a linear colour space. */
  private static Images grey(BufferedImage image) {
    ImageShape shape = new ImageShape(image.getHeight(), image.getWidth(), 1);
    Raster raster = image.getRaster();
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel index ? index : null;
    int shift = raster.getSampleModel().getSampleSize(0) == 16 ? 8 : 0;
    byte[] pixels = new byte[shape.size()];
    for (int y = 0, i = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++, i++) {
        int sample = raster.getSample(x, y, 0);
        pixels[i] = (byte) (palette == null ? sample >> shift : palette.getRed(sample));
      }
    }
    return new Images(shape, 1, pixels);
  }

  private static Images rgb(BufferedImage image) {
    ImageShape shape = new ImageShape(image.getHeight(), image.getWidth(), 3);
    byte[] pixels = new byte[shape.size()];
    for (int y = 0, i = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        int colour = image.getRGB(x, y);
        pixels[i++] = (byte) (colour >> 16);
        pixels[i++] = (byte) (colour >> 8);
        pixels[i++] = (byte) colour;
      }
    }
    return new Images(shape, 1, pixels);
  }
}
