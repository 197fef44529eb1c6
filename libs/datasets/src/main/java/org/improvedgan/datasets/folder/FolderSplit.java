package org.improvedgan.datasets.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.folder.ClassFolders.ImageFile;

/**
 * Which images of a folder belong to a split. Where it has the subfolders {@code train} and {@code val} (or else
 * {@code test}), those are the splits. Otherwise of the images of each class, sorted by path, the first and every 50th
 * after it are for the test, and the rest to train: nearly all of a large set, and one at least of each small class.
 *
 * @param images  by class, then by path
 * @param labels  of each image, as the place of its class among the sorted names
 * @param classes number of classes, the same in both splits
 */
record FolderSplit(List<ImageFile> images, int[] labels, int classes) {
  private static final int TEST_EVERY = 50;
  private static final List<String> TEST_FOLDERS = List.of("val", "test");

  /** @throws DataException if the folder cannot be read, has no image for this split, or its splits contradict */
  static FolderSplit of(Path root, Split split) {
    Path train = trainFolder(root);
    Optional<Path> test = testFolder(root);
    ClassFolders trained = ClassFolders.of(train);
    FolderSplit images = train.equals(root) || test.isEmpty() ? heldOut(trained, split)
        : split == Split.TRAIN ? all(trained, trained.names())
        : all(ClassFolders.of(test.get()), trained.names());
    if (images.images().isEmpty()) {
      throw new DataException("The folder " + root + " has no PNG or JPEG file for the " + split + " split; put "
          + "images there, in at least one class two or more.");
    }
    return images;
  }

  /** Where the images to train lie: {@code train}, or the folder itself if it has no splits. */
  static Path trainFolder(Path root) {
    Path train = root.resolve("train");
    if (Files.isDirectory(train)) {
      return train;
    }
    testFolder(root).ifPresent(test -> {
      throw new DataException("The folder " + root + " has " + test.getFileName() + " but no train; name the folder "
          + test + " itself to have every " + TEST_EVERY + "th image for the test.");
    });
    return root;
  }

  private static Optional<Path> testFolder(Path root) {
    return TEST_FOLDERS.stream().map(root::resolve).filter(Files::isDirectory).findFirst();
  }

  private static FolderSplit heldOut(ClassFolders folders, Split split) {
    Builder builder = new Builder();
    for (int label = 0; label < folders.count(); label++) {
      List<ImageFile> images = folders.images(label);
      for (int i = 0; i < images.size(); i++) {
        boolean held = i % TEST_EVERY == 0 && images.size() > 1;
        if (held == (split == Split.TEST)) {
          builder.add(images.get(i), label);
        }
      }
    }
    return builder.build(folders.count());
  }

  /** Every image, labelled by the place of its class among {@code classes}: none if all are one. */
  private static FolderSplit all(ClassFolders folders, List<String> classes) {
    if (folders.names().isEmpty() && !classes.isEmpty()) {
      throw new DataException("The folder " + folders.folder() + " has no class folders, but train has; give both the "
          + "same subfolders.");
    }
    Builder builder = new Builder();
    for (int i = 0; i < folders.count(); i++) {
      int label = folders.names().isEmpty() ? 0 : classes.indexOf(folders.names().get(i));
      if (label < 0) {
        throw new DataException("The folder " + folders.folder() + " has " + folders.names().get(i)
            + ", which is no class of train; give both the same subfolders.");
      }
      for (ImageFile image : folders.images(i)) {
        builder.add(image, label);
      }
    }
    return builder.build(Math.max(1, classes.size()));
  }

  private static final class Builder {
    private final List<ImageFile> images = new ArrayList<>();
    private final IntStream.Builder labels = IntStream.builder();

    void add(ImageFile image, int label) {
      images.add(image);
      labels.add(label);
    }

    FolderSplit build(int classes) {
      return new FolderSplit(images, labels.build().toArray(), classes);
    }
  }
}
