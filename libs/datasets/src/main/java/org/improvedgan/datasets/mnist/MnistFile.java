package org.improvedgan.datasets.mnist;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.RemoteFile;

/**
 * The four files of MNIST, with the SHA-256 of their unzipped content: so a file that was gzipped anew is as good. The
 * digests were taken from the official files, known by their MD5 sums: d53e105e (train labels), 9fb629c4 (test images)
 * and ec29112d (test labels) of the gzip files, 6bbc9ace of the unzipped train images.
 */
enum MnistFile {
  TRAIN_IMAGES("train-images", 3, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
  TRAIN_LABELS("train-labels", 1, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
  TEST_IMAGES("t10k-images", 3, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
  TEST_LABELS("t10k-labels", 1, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private final String stem;
  private final int dimensions;
  private final String sha256;

  MnistFile(String stem, int dimensions, String sha256) {
    this.stem = stem;
    this.dimensions = dimensions;
    this.sha256 = sha256;
  }

  static MnistFile images(Split split) {
    return split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES;
  }

  static MnistFile labels(Split split) {
    return split == Split.TRAIN ? TRAIN_LABELS : TEST_LABELS;
  }

  /** 3 for images, 1 for labels. */
  int dimensions() {
    return dimensions;
  }

  /** The official name, without {@code .gz}. */
  String fileName() {
    return stem + "-idx" + dimensions + "-ubyte";
  }

  /** The file in the first folder that has it, under its official name or the one with a dot, gzipped or not. */
  Optional<Path> find(List<Path> folders) {
    String withDot = stem + ".idx" + dimensions + "-ubyte";
    return folders.stream()
        .flatMap(folder -> Stream.of(fileName() + ".gz", fileName(), withDot + ".gz", withDot).map(folder::resolve))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Where to get it: {@code base} is an address that ends in a slash. */
  RemoteFile remote(List<URI> bases) {
    String name = fileName() + ".gz";
    return new RemoteFile(name, bases.stream().map(base -> base.resolve(name)).toList(), sha256,
        RemoteFile.Pinned.UNZIPPED);
  }
}
