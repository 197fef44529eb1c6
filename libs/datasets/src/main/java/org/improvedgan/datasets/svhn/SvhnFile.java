package org.improvedgan.datasets.svhn;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.download.RemoteFile;
import org.improvedgan.images.ImageShape;

/**
 * The files of SVHN's "cropped digits": X, uint8 32x32x3xN in MATLAB's order (row fastest), and y, Nx1, where 10 stands
 * for the digit 0. With the SHA-256 of each file as it is published.
 */
enum SvhnFile {
  TRAIN("train_32x32.mat", "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8"),
  TEST("test_32x32.mat", "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b"),
  EXTRA("extra_32x32.mat", "a133a4beb38a00fcdda90c9489e0c04f900b660ce8a316a5e854838379a71eb3");

  static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  private final String fileName;
  private final String sha256;

  SvhnFile(String fileName, String sha256) {
    this.fileName = fileName;
    this.sha256 = sha256;
  }

  String fileName() {
    return fileName;
  }

  /** The file in the first folder that has it. */
  Optional<Path> find(List<Path> folders) {
    return folders.stream().map(folder -> folder.resolve(fileName)).filter(Files::isRegularFile).findFirst();
  }

  /** Where to get it: {@code base} is an address that ends in a slash. */
  RemoteFile remote(URI base) {
    return new RemoteFile(fileName, List.of(base.resolve(fileName)), sha256, RemoteFile.Pinned.AS_IT_IS);
  }

  /** Number of images, read from the headers alone. */
  static int count(Path file) {
    return MatFile.read(file, mat -> {
      for (Optional<MatArray> array = mat.next(); array.isPresent(); array = mat.next()) {
        if (array.get().name().equals("X")) {
          return imageCount(array.get(), file);
        }
      }
      throw new DataException(file + " has no variable X with images; take the official file.");
    });
  }

  /**
   * Reads all images, turned to NHWC while they come, and labels.
   *
   * @param pixels of images; those of the file go to image {@code from} and on
   * @param labels of the same images, each the digit itself
   */
  static void read(Path file, int count, byte[] pixels, int[] labels, int from) {
    MatFile.read(file, mat -> {
      boolean labelled = false;
      for (Optional<MatArray> array = mat.next(); array.isPresent(); array = mat.next()) {
        if (array.get().name().equals("X")) {
          images(array.get(), count, pixels, from);
        } else if (array.get().name().equals("y")) {
          labels(array.get(), file, count, labels, from);
          labelled = true;
        }
      }
      if (!labelled) {
        throw new DataException(file + " has no variable y with labels; take the official file.");
      }
      return null;
    });
  }

  private static int imageCount(MatArray x, Path file) {
    long[] sizes = x.dimensions();
    // MATLAB leaves out the last dimension where it is 1.
    boolean fits = (sizes.length == 4 || sizes.length == 3) && sizes[0] == 32 && sizes[1] == 32 && sizes[2] == 3
        && x.count() > 0;
    if (!fits || !x.isUint8()) {
      throw new DataException(file + " holds images as " + x.shape() + (x.isUint8() ? "" : " of another type")
          + " where 32x32x3xN of uint8 are expected; take the file of cropped digits.");
    }
    return Math.toIntExact(x.count() / SHAPE.size());
  }

  private static void images(MatArray x, int count, byte[] pixels, int from) throws IOException {
    byte[] one = new byte[SHAPE.size()];
    for (int i = 0, at = from * SHAPE.size(); i < count; i++) {
      x.bytes(one);
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++, at += 3) {
          int place = row + 32 * column;
          pixels[at] = one[place];
          pixels[at + 1] = one[1024 + place];
          pixels[at + 2] = one[2048 + place];
        }
      }
    }
  }

  private static void labels(MatArray y, Path file, int count, int[] labels, int from) throws IOException {
    if (y.count() != count) {
      throw new DataException(file + " holds " + count + " images but " + y.count() + " labels; get it again.");
    }
    double[] values = y.values();
    for (int i = 0; i < count; i++) {
      if (values[i] < 0 || values[i] > 10 || values[i] != Math.rint(values[i])) {
        throw new DataException("Label " + values[i] + " of image " + i + " in " + file
            + " is not one of 1 to 10; take the official file.");
      }
      labels[from + i] = (int) values[i] % 10;
    }
  }
}
