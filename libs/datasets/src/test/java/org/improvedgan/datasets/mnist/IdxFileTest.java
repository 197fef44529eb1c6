package org.improvedgan.datasets.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.improvedgan.datasets.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  @TempDir
  private Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private void assertRefused(byte[] bytes, int dimensions, String... inMessage) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> IdxFile.read(file, dimensions))
        .isInstanceOf(DataException.class).hasMessageStartingWith(file.toString()).hasMessageContainingAll(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").matches(".*[.?]"));
  }

  @Test
  void readsPlainAndGzippedWhateverTheName() throws IOException {
    byte[] images = IdxFiles.images(3);
    for (byte[] bytes : new byte[][] {images, IdxFiles.gzip(images)}) {
      IdxFile idx = IdxFile.read(write(bytes), 3);
      assertThat(idx.dimensions()).containsExactly(3, 28, 28);
      assertThat(idx.values()).isEqualTo(Arrays.copyOfRange(images, 16, images.length));
    }
    assertThat(IdxFile.read(write(IdxFiles.labels(7, 255)), 1).values()).containsExactly(7, -1);
  }

  @Test
  void namesTheOtherKindOfFile() throws IOException {
    assertRefused(IdxFiles.labels(1, 2), 3, "holds labels where images are expected");
    assertRefused(IdxFiles.gzip(IdxFiles.images(1)), 1, "holds images where labels are expected");
  }

  @Test
  void refusesWhatIsNoIdxFile() throws IOException {
    assertRefused("<html>moved</html>".getBytes(), 3,
        "is not an IDX file with images: it begins with 3c68746d, not 00000803.");
    // Floats (0x0d) instead of bytes.
    assertRefused(IdxFiles.idx(0xd03, new int[] {1, 1, 1}, new byte[4]), 3, "is not an IDX file with images");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 10, 16, 17, 799, 1583})
  void refusesTruncatedFiles(int length) throws IOException {
    assertRefused(Arrays.copyOf(IdxFiles.images(2), length), 3, "is truncated");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 11, 20, 60})
  void refusesTruncatedGzipFiles(int length) throws IOException {
    assertRefused(Arrays.copyOf(IdxFiles.gzip(IdxFiles.images(200)), length), 3, "is truncated");
  }

  @Test
  void saysHowMuchIsMissing() throws IOException {
    assertRefused(Arrays.copyOf(IdxFiles.images(2), 1000), 3,
        "is truncated (its header announces 1568 values but 984 are there); delete it and get it again.");
  }

  @Test
  void refusesBytesBeyondTheEnd() throws IOException {
    byte[] images = IdxFiles.images(2);
    assertRefused(Arrays.copyOf(images, images.length + 1), 3, "is longer than the 1568 values");
  }

  @Test
  void refusesACorruptGzipFile() throws IOException {
    byte[] gzipped = IdxFiles.gzip(IdxFiles.images(200));
    gzipped[gzipped.length - 6] ^= 0x55;
    assertRefused(gzipped, 3, "is not a sound gzip file");
    byte[] garbled = IdxFiles.gzip(IdxFiles.images(200));
    Arrays.fill(garbled, 10, garbled.length, (byte) 0xff);
    assertRefused(garbled, 3, "is not a sound gzip file");
  }

  @Test
  void refusesImpossibleDimensions() throws IOException {
    assertRefused(IdxFiles.idx(0x803, new int[] {0, 28, 28}, new byte[0]), 3, "impossible dimensions");
    assertRefused(IdxFiles.idx(0x803, new int[] {1, -28, 28}, new byte[0]), 3, "impossible dimensions");
    int max = Integer.MAX_VALUE;
    assertRefused(IdxFiles.idx(0x803, new int[] {max, max, max}, new byte[0]), 3, "impossible dimensions");
    assertRefused(IdxFiles.idx(0x803, new int[] {max, max, 1}, new byte[0]), 3, "more than one array holds");
  }

  /** A header that lies about 2 billion values must not take 2 GB of memory before that is noticed. */
  @Test
  void takesNoMemoryForValuesThatAreNotThere() throws IOException {
    assertRefused(IdxFiles.idx(0x803, new int[] {Integer.MAX_VALUE - 8, 1, 1}, new byte[10]), 3, "is truncated");
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> IdxFile.read(folder, 3)).isInstanceOf(DataException.class);
  }
}
