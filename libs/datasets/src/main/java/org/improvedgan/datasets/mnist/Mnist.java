package org.improvedgan.datasets.mnist;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.Downloader;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * MNIST (LeCun, Cortes, Burges): 60,000 and 10,000 handwritten digits, 28x28 grey, white on black, in IDX files.
 *
 * <p>Downloaded files must have the pinned checksum. Files in the user's own data folder need not: sets made in the
 * image of MNIST (KMNIST, Fashion-MNIST) work under the same file names, and then go by the name {@code mnist}.
 */
public final class Mnist implements Dataset {
  private static final List<URI> OFFICIAL = List.of(
      URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
      URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private final List<URI> sources;
  private final Downloader downloader = new Downloader();

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
  public ImageShape shape() {
    return new ImageShape(28, 28, 1);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public boolean available(DataLocation where) {
    return missing(Arrays.asList(MnistFile.values()), folders(where)).isEmpty();
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    MnistFile images = MnistFile.images(split);
    MnistFile labels = MnistFile.labels(split);
    List<Path> folders = folders(where);
    List<MnistFile> missing = missing(List.of(images, labels), folders);
    if (!missing.isEmpty()) {
      obtain(missing, where);
    }
    return read(split, images.find(folders).orElseThrow(), labels.find(folders).orElseThrow());
  }

  private static List<Path> folders(DataLocation where) {
    return where.data().map(data -> List.of(data.resolve("mnist"), data))
        .orElseGet(() -> List.of(cacheFolder(where)));
  }

  private static Path cacheFolder(DataLocation where) {
    return where.cache().resolve("mnist");
  }

  private static List<MnistFile> missing(List<MnistFile> files, List<Path> folders) {
    return files.stream().filter(file -> file.find(folders).isEmpty()).toList();
  }

  private void obtain(List<MnistFile> missing, DataLocation where) {
    if (where.data().isPresent()) {
      Path data = where.data().get();
      throw new DataException(Files.isDirectory(data)
          ? "MNIST is not complete in the data folder " + data + ": put " + names(missing)
              + ", gzipped or not, there or in its folder mnist, or leave out --data and GAN_DATA to download it."
          : "The data folder " + data + " does not exist: correct --data or GAN_DATA, or leave it out.");
    }
    // All four files at once: whoever asks for the other split later may be offline.
    Path folder = cacheFolder(where);
    List<MnistFile> wanted = missing(Arrays.asList(MnistFile.values()), List.of(folder));
    String byHand = "put " + names(wanted) + ", gzipped or not, into " + folder
        + ", or name the folder that has them with --data or GAN_DATA.";
    if (!where.download()) {
      throw new DataException("MNIST is not on this machine and may not be downloaded: " + byHand);
    }
    try {
      for (MnistFile file : wanted) {
        downloader.fetch(file.remote(sources), folder, where.progress());
      }
    } catch (DataException e) {
      throw new DataException(e.getMessage() + ": check the network, or " + byHand, e);
    }
  }

  /** Such as "a, b and c". */
  private static String names(List<MnistFile> files) {
    String names = files.stream().map(MnistFile::fileName).collect(Collectors.joining(", "));
    int last = names.lastIndexOf(", ");
    return last < 0 ? names : names.substring(0, last) + " and" + names.substring(last + 1);
  }

  private LabelledImages read(Split split, Path imageFile, Path labelFile) {
    IdxFile images = IdxFile.read(imageFile, MnistFile.images(split).dimensions());
    IdxFile labels = IdxFile.read(labelFile, MnistFile.labels(split).dimensions());
    int count = images.dimensions()[0];
    if (images.dimensions()[1] != shape().height() || images.dimensions()[2] != shape().width()) {
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
      if (classOf[i] >= classes()) {
        throw new DataException("Label %d of image %d in %s is not one of 0 to %d; delete the file and get it again."
            .formatted(classOf[i], i, labelFile, classes() - 1));
      }
    }
    return new LabelledImages(name(), split, new Images(shape(), count, images.values()), classOf, classes());
  }
}
