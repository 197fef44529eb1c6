package org.improvedgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  private static byte[] noise(ImageShape shape, long seed) {
    byte[] pixels = new byte[shape.size()];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  /** Shapes of one pixel, of odd sides, and of more bytes than one stored block holds (65,535). */
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,3", "28,28,1", "32,32,3", "3,17,3", "300,400,1", "200,300,3"})
  void decodesWhatItEncoded(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    byte[] pixels = noise(shape, 1);

    assertThat(Png.decode(Png.encode(shape, pixels))).isEqualTo(new Images(shape, 1, pixels));
    assertThat(Png.decode(Png.encodeUncompressed(shape, pixels))).isEqualTo(new Images(shape, 1, pixels));
  }

  @Test
  void isReadAlikeByTheReaderOfTheJdk() throws IOException {
    ImageShape shape = new ImageShape(5, 7, 3);
    byte[] pixels = noise(shape, 2);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(shape, pixels)));
    for (int y = 0, i = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++, i += 3) {
        int expected = 0xff000000 | (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | pixels[i + 2] & 0xff;
        assertThat(image.getRGB(x, y)).isEqualTo(expected);
      }
    }
  }

  /** A generated image must not be told from a real one by how well it compresses. */
  @ParameterizedTest
  @CsvSource({"28,28,1", "32,32,3", "300,400,1", "200,300,3"})
  void uncompressedLengthDependsOnTheShapeAlone(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    int black = Png.encodeUncompressed(shape, new byte[shape.size()]).length;

    for (int seed = 0; seed < 20; seed++) {
      assertThat(Png.encodeUncompressed(shape, noise(shape, seed))).hasSize(black);
    }
    assertThat(Png.encode(shape, new byte[shape.size()]).length).isLessThan(black / 5);
  }

  @Test
  void carriesNothingButTheImage() {
    ImageShape shape = new ImageShape(28, 28, 1);
    assertThat(chunks(Png.encode(shape, noise(shape, 3)))).containsExactly("IHDR", "IDAT", "IEND");
    assertThat(chunks(Png.encodeUncompressed(shape, noise(shape, 3)))).containsExactly("IHDR", "IDAT", "IEND");
    assertThat(Png.encode(shape, noise(shape, 3))).isEqualTo(Png.encode(shape, noise(shape, 3)));
  }

  private static List<String> chunks(byte[] png) {
    List<String> types = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(png).position(8);
    while (buffer.hasRemaining()) {
      int length = buffer.getInt();
      byte[] type = new byte[4];
      buffer.get(type);
      types.add(new String(type, StandardCharsets.US_ASCII));
      buffer.position(buffer.position() + length + 4);
    }
    return types;
  }

  @Test
  void refusesPixelsOfAnotherShape() {
    ImageShape shape = new ImageShape(2, 2, 1);
    assertThatThrownBy(() -> Png.encode(shape, new byte[3])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Png.encodeUncompressed(shape, new byte[5])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Png.encode(new Images(shape, 2, new byte[8])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesAlphaOutAndKeepsTheUpperByteOf16Bits() throws IOException {
    BufferedImage transparent = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    transparent.setRGB(0, 0, 0x40102030);
    assertThat(Png.decode(written(transparent)))
        .isEqualTo(new Images(new ImageShape(1, 1, 3), 1, new byte[] {0x10, 0x20, 0x30}));

    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0xabcd);
    assertThat(Png.decode(written(deep))).isEqualTo(new Images(new ImageShape(1, 1, 1), 1, new byte[] {(byte) 0xab}));
  }

  @Test
  void keepsGreyPalettesGreyAndColourPalettesInColour() throws IOException {
    BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(1, 0, 0xffffffff);
    assertThat(Png.decode(written(bits))).isEqualTo(new Images(new ImageShape(1, 2, 1), 1, new byte[] {0, -1}));

    BufferedImage indexed = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.setRGB(0, 0, 0xffff0000);
    assertThat(Png.decode(written(indexed)))
        .isEqualTo(new Images(new ImageShape(1, 1, 3), 1, new byte[] {-1, 0, 0}));
  }

  private static byte[] written(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void refusesWhatIsNoPng() {
    assertThatThrownBy(() -> Png.decode(new byte[0])).isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> Png.decode("GIF89a, by its first bytes".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(ImageException.class)
        .hasMessage("The bytes are not a PNG file: they do not begin with its signature.");
  }

  @ParameterizedTest
  @CsvSource({"9", "20", "40", "200", "600"})
  void refusesATruncatedFile(int length) {
    ImageShape shape = new ImageShape(28, 28, 1);
    byte[] png = Png.encode(shape, noise(shape, 4));
    assertThatThrownBy(() -> Png.decode(Arrays.copyOf(png, length)))
        .isInstanceOf(ImageException.class).hasMessageContaining("is broken");
  }
}
