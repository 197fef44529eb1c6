package org.improvedgan.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of image files as one batch. */
public final class ImageFolder {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg");

  private ImageFolder() {
  }

  /**
   * Reads every PNG and JPEG file of the folder (not of folders in it; hidden files are left out), sorted by name.
   * If any of them is in colour, grey ones become RGB with three equal channels.
   *
   * @throws ImageException if the folder is missing or empty, a file is broken, or the sizes differ
   */
  public static Images read(Path folder) {
    List<Path> files = files(folder);
    if (files.isEmpty()) {
      throw new ImageException("The folder " + folder + " holds no PNG or JPEG files.");
    }
    List<Images> images = files.stream().map(ImageFiles::read).toList();
    requireOneSize(files, images);
    boolean colour = images.stream().anyMatch(image -> image.shape().channels() == 3);
    return Images.concat(colour ? images.stream().map(Images::toRgb).toList() : images);
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ImageException("There is no folder " + folder + ".");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(ImageFolder::isImage)
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new ImageException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static boolean isImage(Path file) {
    return hasImageName(file) && Files.isRegularFile(file);
  }

  /** Whether it is called as a PNG or JPEG file is, and not hidden. */
  public static boolean hasImageName(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.contains(ending);
  }

  private static void requireOneSize(List<Path> files, List<Images> images) {
    ImageShape first = images.get(0).shape();
    for (int i = 1; i < files.size(); i++) {
      ImageShape shape = images.get(i).shape();
      if (shape.height() != first.height() || shape.width() != first.width()) {
        throw new ImageException("All images of a folder must have one size, but %s is %dx%d and %s is %dx%d."
            .formatted(files.get(0), first.width(), first.height(), files.get(i), shape.width(), shape.height()));
      }
    }
  }
}
