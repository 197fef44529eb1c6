package org.improvedgan.datasets.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.Supply;
import org.improvedgan.images.ImageFolder;
import org.improvedgan.images.Images;

/**
 * A folder of images as a data set, in RGB at one size: ImageNet at 128x128 (the paper, section 6.4), or any folder
 * that its name says. {@link FolderSplit} says which images are for what, {@link FolderDecoder} how they are prepared.
 */
public final class FolderImages implements Dataset {
  /** How a name is written, for messages. */
  public static final String FORM = FolderName.FORM;

  private final String name;
  private final Place place;
  private final int side;

  /** Where the folder is. */
  private interface Place {
    /** Nothing if that depends on a data folder and none is named. */
    Optional<Path> in(DataLocation where);
  }

  private FolderImages(String name, Place place, int side) {
    this.name = name;
    this.place = place;
    this.side = side;
  }

  /** The folder {@code imagenet} in the data folder, or else in the cache. */
  public static FolderImages imageNet128() {
    return new FolderImages("imagenet128", where -> Optional.of(where.folders("imagenet").get(0)), 128);
  }

  /** Whether it is meant to be the name of a folder, however wrong. */
  public static boolean isName(String name) {
    return name.startsWith(FolderName.PREFIX);
  }

  /**
   * The folder that {@code folder:PATH@SIZE} names.
   *
   * @throws DataException if it is not of that form
   */
  public static FolderImages named(String name) {
    FolderName parsed = FolderName.parse(name);
    return new FolderImages(name, where -> parsed.path().isAbsolute() ? Optional.of(parsed.path())
        : where.data().map(data -> data.resolve(parsed.path())), parsed.side());
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether there is an image: with a million of them, counting takes long. */
  @Override
  public boolean available(DataLocation where) {
    return place.in(where).filter(Files::isDirectory).filter(FolderImages::hasImage).isPresent();
  }

  private static boolean hasImage(Path root) {
    try (Stream<Path> files = Files.walk(FolderSplit.trainFolder(root), FileVisitOption.FOLLOW_LINKS)) {
      return files.anyMatch(file -> ImageFolder.hasImageName(file) && Files.isRegularFile(file));
    } catch (IOException | UncheckedIOException | DataException e) {
      return false;
    }
  }

  @Override
  public boolean downloadable() {
    return false;
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    Path root = root(where);
    FolderSplit images = FolderSplit.of(root, split);
    Images decoded = new FolderDecoder(root, side).decode(
        images.images(), "The " + split + " split of " + name, split, where);
    return new LabelledImages(name, split, decoded, images.labels(), images.classes());
  }

  private Path root(DataLocation where) {
    Path root = place.in(where).orElseThrow(() -> new DataException("The path in " + name
        + " is relative to the data folder; name one with --data or GAN_DATA, or write an absolute path."))
        .toAbsolutePath().normalize();
    if (Files.isDirectory(root)) {
      return root;
    }
    where.data().filter(data -> root.startsWith(data.toAbsolutePath().normalize()) && !Files.isDirectory(data))
        .ifPresent(data -> {
          throw new DataException(Supply.missingFolder(data));
        });
    throw new DataException("There is no folder " + root + " for " + name + ": put images there, such as "
        + Path.of("train", "CLASS", "IMAGE.JPEG") + ", or name another data folder with --data or GAN_DATA.");
  }
}
