package org.improvedgan.datasets.cifar;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.RemoteFile;
import org.improvedgan.datasets.download.Supply;
import org.improvedgan.images.Images;

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 and 10,000 photographs in ten classes, 32x32 RGB, in the
 * <a href="https://www.cs.toronto.edu/~kriz/cifar.html">binary version</a>.
 *
 * <p>A downloaded archive must have the pinned checksum. Files in the user's own data folder need not, and may hold
 * fewer images than the official ones.
 */
public final class Cifar10 implements Dataset {
  private static final URI OFFICIAL = URI.create("https://www.cs.toronto.edu/~kriz/" + CifarFiles.ARCHIVE);
  private static final String SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd";
  private static final Supply SUPPLY = new Supply("CIFAR-10", "cifar10");

  private final RemoteFile archive;

  public Cifar10() {
    this(OFFICIAL, SHA256);
  }

  Cifar10(URI address, String sha256) {
    archive = new RemoteFile(CifarFiles.ARCHIVE, List.of(address), sha256, RemoteFile.Pinned.AS_IT_IS);
  }

  @Override
  public String name() {
    return "cifar10";
  }

  @Override
  public boolean available(DataLocation where) {
    return Stream.of(Split.values()).allMatch(
        split -> CifarFiles.find(where.folders(SUPPLY.folder()), CifarFiles.names(split)).isPresent());
  }

  @Override
  public boolean downloadable() {
    return true;
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    List<String> names = CifarFiles.names(split);
    return read(split, names, CifarFiles.find(where.folders(SUPPLY.folder()), names).orElseGet(() -> {
      SUPPLY.requireNoDataFolder(where, CifarFiles.ARCHIVE + " or its folder " + CifarFiles.FOLDER);
      SUPPLY.download(where, CifarFiles.ARCHIVE, List.of(archive));
      return CifarFiles.find(where.folders(SUPPLY.folder()), names).orElseThrow();
    }));
  }

  private LabelledImages read(Split split, List<String> names, CifarFiles files) {
    CifarBatch[] batches = new CifarBatch[names.size()];
    files.read(names, (index, origin, bytes, source) -> batches[index] = CifarBatch.read(origin, bytes, source));
    Images images = Images.concat(Stream.of(batches).map(CifarBatch::images).toList());
    int[] labels = Stream.of(batches).flatMapToInt(batch -> Arrays.stream(batch.labels())).toArray();
    return new LabelledImages(name(), split, images, labels, CifarBatch.CLASSES);
  }
}
