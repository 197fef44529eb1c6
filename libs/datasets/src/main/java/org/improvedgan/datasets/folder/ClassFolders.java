package org.improvedgan.datasets.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.images.ImageFolder;

/**
 * A folder with one subfolder for each class, images at any depth in it; or with images alone, which are one class
 * then. Hidden files and folders, and files that are not called PNG or JPEG, are passed over.
 *
 * @param folder that was looked into
 * @param names  of the subfolders, sorted; none if there is one class without a name
 */
record ClassFolders(Path folder, List<String> names) {
  /** A file name with the attributes that tell whether it is still the same file. */
  record ImageFile(Path path, long bytes, long modified) {
  }

  /** @throws DataException if the folder cannot be read, or holds images beside subfolders */
  static ClassFolders of(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> visible = entries.filter(path -> !path.getFileName().toString().startsWith(".")).toList();
      List<String> names = visible.stream().filter(Files::isDirectory).map(path -> path.getFileName().toString())
          .sorted().toList();
      if (!names.isEmpty()) {
        visible.stream().filter(path -> ImageFolder.hasImageName(path) && !Files.isDirectory(path)).findFirst()
            .ifPresent(image -> {
              throw new DataException("The folder " + folder + " holds " + image.getFileName() + " beside subfolders, "
                  + "which are taken for classes; move its own images into one of them.");
            });
      }
      return new ClassFolders(folder, names);
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Number of classes. */
  int count() {
    return Math.max(1, names.size());
  }

  /** The images of a class, sorted by path. */
  List<ImageFile> images(int label) {
    List<ImageFile> images = new ArrayList<>();
    try {
      Path start = names.isEmpty() ? folder : folder.resolve(names.get(label));
      Files.walkFileTree(
          start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Collector(start, images));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    images.sort(Comparator.comparing(image -> image.path().toString()));
    return images;
  }

  private static DataException unreadable(Path folder, Exception e) {
    return new DataException("The folder " + folder + " cannot be read (" + e.getMessage() + "); mend that first.", e);
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path start;
    private final List<ImageFile> images;

    Collector(Path start, List<ImageFile> images) {
      this.start = start;
      this.images = images;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean hidden = !folder.equals(start) && folder.getFileName().toString().startsWith(".");
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && ImageFolder.hasImageName(file)) {
        images.add(new ImageFile(file, attributes.size(), attributes.lastModifiedTime().toMillis()));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
