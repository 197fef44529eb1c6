package org.improvedgan.cli.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {

  @TempDir
  private Path folder;

  @Test
  void readsWhatNumpySaves() throws IOException {
    byte[] pixels = new byte[2 * 3 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (10 * i);
    }
    Path file = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }", pixels);
    assertThat(all(file)).isEqualTo(new Images(new ImageShape(3, 4, 1), 2, pixels));
    Path colour = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 4, 3), }", pixels);
    assertThat(all(colour)).isEqualTo(new Images(new ImageShape(2, 4, 3), 1, pixels));
  }

  @Test
  void refusesOtherArrays() throws IOException {
    Path floats = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }", new byte[24]);
    assertThatThrownBy(() -> NpyFile.open(floats)).isInstanceOf(UserError.class).hasMessageContaining("'<f4'");
    Path vector = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", new byte[6]);
    assertThatThrownBy(() -> NpyFile.open(vector)).hasMessageContaining("it has 1 dimensions");
    Path cut = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }", new byte[23]);
    assertThatThrownBy(() -> NpyFile.open(cut))
        .hasMessageContaining("announces 2 images").hasMessageContaining("but 23 bytes follow");
    Path text = Files.writeString(folder.resolve("text.npy"), "no array at all");
    assertThatThrownBy(() -> NpyFile.open(text)).hasMessageContaining("it does not begin as numpy.save writes");
  }

  @Test
  void whatIsWrittenIsReadAgainPieceByPiece() throws IOException {
    Images images = new Images(new ImageShape(1, 2, 3), 3, new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, (byte) 255});
    Path file = folder.resolve("written.npy");
    NpyFile.write(file, images);
    assertThat(all(file)).isEqualTo(images);
    assertThat(NpyFile.open(file).read(2, 0, 1)).isEqualTo(images.select(2, 0, 1));
    // As numpy.save aligns the values: to 64 bytes.
    assertThat(NpyFile.open(file).start()).isEqualTo(128);
  }

  private static Images all(Path file) {
    NpyFile array = NpyFile.open(file);
    return array.range(0, array.count());
  }

  private Path npy(String header, byte[] values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
    bytes.write(text);
    bytes.write(values);
    return Files.write(Files.createTempFile(folder, "array", ".npy"), bytes.toByteArray());
  }
}
