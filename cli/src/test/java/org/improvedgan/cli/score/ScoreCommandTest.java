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

class ScoreCommandTest {

  @TempDir
  private Path folder;

  @Test
  void readsWhatNumpySaves() throws IOException {
    byte[] pixels = new byte[2 * 3 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (10 * i);
    }
    Path file = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }", pixels);
    assertThat(NpyFile.read(file)).isEqualTo(new Images(new ImageShape(3, 4, 1), 2, pixels));
    Path colour = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 4, 3), }", pixels);
    assertThat(NpyFile.read(colour)).isEqualTo(new Images(new ImageShape(2, 4, 3), 1, pixels));
  }

  @Test
  void refusesOtherArrays() throws IOException {
    Path floats = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }", new byte[24]);
    assertThatThrownBy(() -> NpyFile.read(floats)).isInstanceOf(UserError.class).hasMessageContaining("'<f4'");
    Path vector = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", new byte[6]);
    assertThatThrownBy(() -> NpyFile.read(vector)).hasMessageContaining("it has 1 dimensions");
    Path cut = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }", new byte[23]);
    assertThatThrownBy(() -> NpyFile.read(cut))
        .hasMessageContaining("announces 2 images").hasMessageContaining("but 23 bytes follow");
    Path text = Files.writeString(folder.resolve("text.npy"), "no array at all");
    assertThatThrownBy(() -> NpyFile.read(text)).hasMessageContaining("it does not begin as numpy.save writes");
  }

  @Test
  void aModelThatIsNoneIsRefusedInOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.onnx"), "no model");
    assertThatThrownBy(() -> ModelFiles.classifier(file, 1)).isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + " is no ONNX model");
    assertThatThrownBy(() -> ModelFiles.classifier(folder.resolve("missing.onnx"), 1)).isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
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
