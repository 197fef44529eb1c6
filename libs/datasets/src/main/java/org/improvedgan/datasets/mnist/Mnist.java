package org.improvedgan.datasets.mnist;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.Supply;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * MNIST (LeCun, Cortes, Burges): 60,000 and 10,000 handwritten digits, 28x28 grey, white on black, in IDX files.
 *
 * <p>Downloaded files must have the pinned checksum. Files in the user's own data folder need not: sets made in the
 * image of MNIST (KMNIST, Fashion-MNIST) work under the same file names, and then go by the name {@code mnist}.
 */
public final class Mnist implements Dataset {
  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);
  private static final int CLASSES = 10;
  private static final Supply SUPPLY = new Supply("MNIST", "mnist");
  private static final List<URI> OFFICIAL = List.of(
      URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
      URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private final List<URI> sources;

  public Mnist() {
    this(OFFICIAL);
  }

  Mnist(List<URI> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public boolean available(DataLocation where) {
    return missing(Arrays.asList(MnistFile.values()), where.folders(SUPPLY.folder())).isEmpty();
  }

  @Override
  public boolean downloadable() {
    return true;
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    MnistFile images = MnistFile.images(split);
    MnistFile labels = MnistFile.labels(split);
    List<Path> folders = where.folders(SUPPLY.folder());
    List<MnistFile> missing = missing(List.of(images, labels), folders);
    if (!missing.isEmpty()) {
      obtain(missing, where);
    }
    return read(split, images.find(folders).orElseThrow(), labels.find(folders).orElseThrow());
  }

  private static List<MnistFile> missing(List<MnistFile> files, List<Path> folders) {
    return files.stream().filter(file -> file.find(folders).isEmpty()).toList();
  }

  private void obtain(List<MnistFile> missing, DataLocation where) {
    SUPPLY.requireNoDataFolder(where, names(missing));
    // All four files at once: whoever asks for the other split later may be offline.
    List<MnistFile> wanted = missing(Arrays.asList(MnistFile.values()), where.folders(SUPPLY.folder()));
    SUPPLY.download(where, names(wanted), wanted.stream().map(file -> file.remote(sources)).toList());
  }

  private static String names(List<MnistFile> files) {
    return Supply.enumeration(files.stream().map(MnistFile::fileName).toList()) + ", gzipped or not,";
  }

  private LabelledImages read(Split split, Path imageFile, Path labelFile) {
    IdxFile images = IdxFile.read(imageFile, MnistFile.images(split).dimensions());
    IdxFile labels = IdxFile.read(labelFile, MnistFile.labels(split).dimensions());
    int count = images.dimensions()[0];
    if (images.dimensions()[1] != SHAPE.height() || images.dimensions()[2] != SHAPE.width()) {
      throw new DataException("%s holds images of %dx%d where 28x28 are expected.".formatted(
          imageFile, images.dimensions()[1], images.dimensions()[2]));
    }
    if (labels.dimensions()[0] != count) {
      throw new DataException("%s holds %d images but %s holds %d labels; take both from one set.".formatted(
          imageFile, count, labelFile, labels.dimensions()[0]));
    }
    int[] classOf = new int[count];
    for (int i = 0; i < count; i++) {
      classOf[i] = labels.values()[i] & 0xff;
      if (classOf[i] >= CLASSES) {
        throw new DataException("Label %d of image %d in %s is not one of 0 to %d; delete the file and get it again."
            .formatted(classOf[i], i, labelFile, CLASSES - 1));
      }
    }
    return new LabelledImages(name(), split, new Images(SHAPE, count, images.values()), classOf, CLASSES);
  }
}
