package org.improvedgan.datasets.svhn;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.PixelArray;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.Supply;
import org.improvedgan.images.Images;

/**
 * SVHN (Netzer and others, 2011), <a href="http://ufldl.stanford.edu/housenumbers/">cropped digits</a>: house numbers
 * in photographs, 32x32 RGB, 73,257 to train and 26,032 to test. {@code svhn-extra} trains on the 531,131 further and
 * easier images too, after the others: 1.9 GB of pixels, which are held once.
 *
 * <p>Downloaded files must have the pinned checksum. Files in the user's own data folder need not, and may hold fewer
 * images than the official ones.
 */
public final class Svhn implements Dataset {
  private static final URI OFFICIAL = URI.create("http://ufldl.stanford.edu/housenumbers/");
  private static final Supply SUPPLY = new Supply("SVHN", "svhn");
  private static final int CLASSES = 10;

  private final String name;
  private final List<SvhnFile> trainFiles;
  private final URI source;

  private Svhn(String name, List<SvhnFile> trainFiles, URI source) {
    this.name = name;
    this.trainFiles = trainFiles;
    this.source = source;
  }

  /** The set that the paper trains on. */
  public static Svhn standard() {
    return standard(OFFICIAL);
  }

  static Svhn standard(URI source) {
    return new Svhn("svhn", List.of(SvhnFile.TRAIN), source);
  }

  /** With the extra images. */
  public static Svhn withExtra() {
    return new Svhn("svhn-extra", List.of(SvhnFile.TRAIN, SvhnFile.EXTRA), OFFICIAL);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean available(DataLocation where) {
    List<Path> folders = where.folders(SUPPLY.folder());
    return missing(trainFiles, folders).isEmpty() && missing(List.of(SvhnFile.TEST), folders).isEmpty();
  }

  @Override
  public boolean downloadable() {
    return true;
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    List<SvhnFile> files = split == Split.TRAIN ? trainFiles : List.of(SvhnFile.TEST);
    List<Path> folders = where.folders(SUPPLY.folder());
    List<SvhnFile> missing = missing(files, folders);
    if (!missing.isEmpty()) {
      SUPPLY.requireNoDataFolder(where, names(missing));
      SUPPLY.download(where, names(missing), missing.stream().map(file -> file.remote(source)).toList());
    }
    return read(split, files.stream().map(file -> file.find(folders).orElseThrow()).toList());
  }

  private static List<SvhnFile> missing(List<SvhnFile> files, List<Path> folders) {
    return files.stream().filter(file -> file.find(folders).isEmpty()).toList();
  }

  private static String names(List<SvhnFile> files) {
    return Supply.enumeration(files.stream().map(SvhnFile::fileName).toList());
  }

  private LabelledImages read(Split split, List<Path> files) {
    List<Integer> counts = files.stream().map(SvhnFile::count).toList();
    int total = counts.stream().reduce(0, Math::addExact);
    byte[] pixels = PixelArray.allocate(
        "The " + split + " split of " + name, total, SvhnFile.SHAPE, "take the official files");
    int[] labels = new int[total];
    int from = 0;
    for (int i = 0; i < files.size(); i++) {
      SvhnFile.read(files.get(i), counts.get(i), pixels, labels, from);
      from += counts.get(i);
    }
    return new LabelledImages(name, split, new Images(SvhnFile.SHAPE, total, pixels), labels, CLASSES);
  }
}
