package org.improvedgan.datasets.svhn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SvhnTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

  @TempDir
  private Path folder;

  private DataLocation own() {
    return new DataLocation(Optional.of(folder), folder.resolve("cache"), false, DownloadProgress.NONE);
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private Path writeTest(byte[] content) throws IOException {
    return write("svhn/test_32x32.mat", content);
  }

  private LabelledImages test() {
    return Svhn.standard().load(Split.TEST, own());
  }

  private void assertRefused(String... inMessage) {
    assertThatThrownBy(this::test)
        .isInstanceOf(DataException.class).hasMessageContainingAll(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").endsWith("."));
  }

  private static void assertImages(LabelledImages examples, int... numbers) {
    assertThat(examples.images().shape()).isEqualTo(new ImageShape(32, 32, 3));
    for (int i = 0; i < examples.count(); i++) {
      byte[] image = examples.images().image(i);
      for (int p = 0; p < image.length; p++) {
        assertThat(image[p]).isEqualTo(MatTestFile.value(p / 96, p / 3 % 32, p % 3, numbers[i]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void readsBothByteOrdersCompressedOrNot(boolean little, boolean compressed) throws IOException {
    ByteOrder order = little ? LITTLE : BIG;
    // Up to 4 labels are a small data element.
    for (int[] labels : new int[][] {{1, 10, 9}, {10, 2, 3, 4, 5, 6}}) {
      writeTest(MatTestFile.svhn(order, compressed, labels));
      LabelledImages test = test();
      assertThat(test.labels()).containsExactly(Arrays.stream(labels).map(label -> label % 10).toArray());
      assertThat(test.classes()).isEqualTo(10);
      assertThat(test.dataset()).isEqualTo("svhn");
      assertImages(test, 0, 1, 2, 3, 4, 5);
    }
  }

  /** Labels of the class double come as doubles or, to save space, as shorter integers; y may come first. */
  @Test
  void readsLabelsOfAnyNumericType() throws IOException {
    for (int type : new int[] {MatTestFile.DOUBLE, MatTestFile.INT16}) {
      MatTestFile file = new MatTestFile(BIG, true);
      writeTest(file.matrix("y", MatTestFile.DOUBLE_CLASS, new int[] {2, 1}, type, file.numbers(type, 10, 7))
          .matrix("other", MatTestFile.DOUBLE_CLASS, new int[] {1, 1}, type, file.numbers(type, 1))
          .matrix("X", MatTestFile.UINT8_CLASS, new int[] {32, 32, 3, 2}, MatTestFile.UINT8, MatTestFile.images(2))
          .bytes());
      assertThat(test().labels()).containsExactly(0, 7);
      assertImages(test(), 0, 1);
    }
  }

  @Test
  void readsASingleImageWhoseLastDimensionMatlabLeavesOut() throws IOException {
    writeTest(new MatTestFile(LITTLE, false)
        .matrix("X", MatTestFile.UINT8_CLASS, new int[] {32, 32, 3}, MatTestFile.UINT8, MatTestFile.images(1))
        .matrix("y", MatTestFile.UINT8_CLASS, new int[] {1, 1}, MatTestFile.UINT8, new byte[] {10}).bytes());
    assertThat(test().labels()).containsExactly(0);
    assertImages(test(), 0);
  }

  @Test
  void putsTheExtraImagesAfterTheOthers() throws IOException {
    write("train_32x32.mat", MatTestFile.svhn(LITTLE, true, 1, 2));
    write("svhn/test_32x32.mat", MatTestFile.svhn(BIG, true, 5));
    assertThat(Svhn.standard().available(own())).isTrue();
    assertThat(Svhn.withExtra().available(own())).isFalse();
    assertThatThrownBy(() -> Svhn.withExtra().load(Split.TRAIN, own())).isInstanceOf(DataException.class)
        .hasMessageContainingAll("SVHN is not complete", "put extra_32x32.mat there or in its folder svhn");

    write("svhn/extra_32x32.mat", MatTestFile.svhn(BIG, false, 3, 4, 10));
    assertThat(Svhn.withExtra().available(own())).isTrue();
    LabelledImages train = Svhn.withExtra().load(Split.TRAIN, own());
    assertThat(train.dataset()).isEqualTo("svhn-extra");
    assertThat(train.labels()).containsExactly(1, 2, 3, 4, 0);
    assertImages(train, 0, 1, 0, 1, 2);
    assertThat(Svhn.withExtra().load(Split.TEST, own()).labels()).containsExactly(5);
    assertThat(Svhn.standard().load(Split.TRAIN, own()).count()).isEqualTo(2);
  }

  @Test
  void saysWhichFileItCannotDownload() {
    DataLocation cached = new DataLocation(Optional.empty(), folder, true, DownloadProgress.NONE);
    Svhn nowhere = Svhn.standard(URI.create("http://127.0.0.1:1/"));
    assertThatThrownBy(() -> nowhere.load(Split.TEST, cached)).isInstanceOf(DataException.class)
        .hasMessageContainingAll("test_32x32.mat could not be downloaded (127.0.0.1: ",
            "put test_32x32.mat into " + folder.resolve("svhn"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 128, 132, 140, 200, 3000, 6300, 6350})
  void refusesTruncatedFiles(int length) throws IOException {
    byte[] whole = MatTestFile.svhn(LITTLE, false, 1, 2);
    assertThat(whole).hasSizeGreaterThan(6350);
    Path file = writeTest(Arrays.copyOf(whole, length));
    assertRefused(length == 128 ? file + " has no variable X" : file + " is truncated; delete it and get it again.");
  }

  @Test
  void refusesTruncatedAndBrokenCompressedFiles() throws IOException {
    byte[] whole = MatTestFile.svhn(BIG, true, 1, 2, 3);
    Path file = writeTest(Arrays.copyOf(whole, 300));
    assertRefused(file + " is truncated");
    byte[] broken = whole.clone();
    Arrays.fill(broken, 136, 200, (byte) 0xff);
    writeTest(broken);
    assertRefused(file + " has a broken compressed part");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path file = writeTest("MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes());
    assertRefused(file + " is a MATLAB file of version 7.3 (HDF5), which is not read here; save it anew with -v7.");
    writeTest("<html>moved</html>".getBytes());
    assertRefused(file + " is not a MATLAB file of version 5");
    writeTest(new byte[1000]);
    assertRefused(file + " is not a MATLAB file of version 5");
  }

  @Test
  void refusesWhatIsNotSvhn() throws IOException {
    Path file = writeTest(new MatTestFile(LITTLE, true).bytes());
    assertRefused(file + " has no variable X with images");
    int[] one = {32, 32, 3};
    MatTestFile x = new MatTestFile(LITTLE, true);
    writeTest(x.matrix("X", 9, one, MatTestFile.UINT8, MatTestFile.images(1)).bytes());
    assertRefused(file + " has no variable y with labels");
    writeTest(x.matrix("y", 9, new int[] {2, 1}, MatTestFile.UINT8, new byte[2]).bytes());
    assertRefused(file + " holds 1 images but 2 labels");
    writeTest(new MatTestFile(LITTLE, true).matrix("X", 9, new int[] {3, 32, 32}, 2, new byte[3072]).bytes());
    assertRefused(file + " holds images as 3x32x32 where 32x32x3xN of uint8 are expected");
    writeTest(new MatTestFile(LITTLE, true).matrix("X", 11, one, MatTestFile.INT16, new byte[6144]).bytes());
    assertRefused(file + " holds images as 32x32x3 of another type");
    writeTest(MatTestFile.svhn(LITTLE, true, 1, 11));
    assertRefused("Label 11.0 of image 1 in " + file + " is not one of 1 to 10");
  }

  @Test
  void refusesArraysThatAreNotRealNumbers() throws IOException {
    for (int kind : new int[] {1, 2, 4, 5, 0x800 | 6}) {
      Path file = writeTest(new MatTestFile(BIG, true).matrix("X", kind, new int[] {1, 1}, 9, new byte[8]).bytes());
      assertRefused("The variable X in " + file + " is not a full array of real numbers");
    }
  }

  /** A header that lies about its size must not take memory before that is noticed. */
  @Test
  void refusesDimensionsThatTheFileCannotHold() throws IOException {
    for (int many : new int[] {2, 699_050, Integer.MAX_VALUE, -1}) {
      for (boolean compressed : new boolean[] {true, false}) {
        Path file = writeTest(new MatTestFile(LITTLE, compressed)
            .matrix("X", 9, new int[] {32, 32, 3, many}, MatTestFile.UINT8, MatTestFile.images(1)).bytes());
        assertRefused(file + " is broken: its headers contradict each other");
      }
    }
  }
}
