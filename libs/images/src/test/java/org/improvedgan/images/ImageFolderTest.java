package org.improvedgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final ImageShape GREY = new ImageShape(1, 2, 1);
  private static final ImageShape RGB = new ImageShape(1, 2, 3);

  @TempDir
  private Path folder;

  private Path write(String name, ImageShape shape, int... pixels) throws IOException {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return Files.write(folder.resolve(name), Png.encode(shape, bytes));
  }

  @Test
  void readsByNameAndOnlyImages() throws IOException {
    write("b.png", GREY, 3, 4);
    write("a.PNG", GREY, 1, 2);
    write(".hidden.png", GREY, 9, 9);
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.createDirectory(folder.resolve("c.png"));

    assertThat(ImageFolder.read(folder)).isEqualTo(new Images(GREY, 2, new byte[] {1, 2, 3, 4}));
  }

  @Test
  void makesGreyImagesRgbAmongColouredOnes() throws IOException {
    write("1.png", GREY, 1, 200);
    write("2.png", RGB, 1, 2, 3, 4, 5, 6);
    assertThat(ImageFolder.read(folder)).isEqualTo(
        new Images(RGB, 2, new byte[] {1, 1, 1, (byte) 200, (byte) 200, (byte) 200, 1, 2, 3, 4, 5, 6}));
  }

  /** An even surface of JPEG's quality 0.75 comes back within one step of each value. */
  @Test
  void readsJpeg() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 130);
    }
    ImageIO.write(image, "jpg", folder.resolve("x.jpeg").toFile());
    Images read = ImageFolder.read(folder);
    assertThat(read.shape()).isEqualTo(new ImageShape(8, 8, 1));
    for (byte pixel : read.pixels()) {
      assertThat(pixel & 0xff).isBetween(129, 131);
    }
  }

  @Test
  void namesTheTwoFilesThatDiffer() throws IOException {
    Path first = write("1.png", GREY, 1, 2);
    write("2.png", GREY, 1, 2);
    Path odd = write("3.png", new ImageShape(2, 1, 1), 1, 2);
    assertThatThrownBy(() -> ImageFolder.read(folder)).isInstanceOf(ImageException.class).hasMessage(
        "All images of a folder must have one size, but " + first + " is 2x1 and " + odd + " is 1x2.");
  }

  @Test
  void namesTheBrokenFile() throws IOException {
    Path broken = Files.writeString(folder.resolve("1.png"), "no image");
    assertThatThrownBy(() -> ImageFolder.read(folder)).isInstanceOf(ImageException.class)
        .hasMessage(broken + " is not an image that can be read here: use PNG or JPEG.");
  }

  @Test
  void saysThatTheFolderIsMissingOrEmpty() {
    assertThatThrownBy(() -> ImageFolder.read(folder)).isInstanceOf(ImageException.class)
        .hasMessage("The folder " + folder + " holds no PNG or JPEG files.");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> ImageFolder.read(missing)).isInstanceOf(ImageException.class)
        .hasMessage("There is no folder " + missing + ".");
    assertThatThrownBy(() -> ImageFiles.read(missing)).isInstanceOf(ImageException.class)
        .hasMessage("There is no image file " + missing + ".");
  }
}
