package org.improvedgan.datasets.folder;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.improvedgan.datasets.DataException;

/**
 * A data set's name that says which folder of images it is: {@code folder:PATH@SIZE}.
 *
 * @param path absolute, or relative to the data folder
 * @param side of every image after resizing, in pixels
 */
record FolderName(Path path, int side) {
  static final String PREFIX = "folder:";
  static final String FORM = PREFIX + "PATH@SIZE";
  private static final int LARGEST_SIDE = 1024;
  /** The last @ counts: a path may have some too. */
  private static final Pattern SYNTAX = Pattern.compile(PREFIX + "(.+)@([0-9]{1,4})");

  /** @throws DataException if it is not of that form */
  static FolderName parse(String name) {
    Matcher parts = SYNTAX.matcher(name);
    try {
      int side = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
      if (side >= 1 && side <= LARGEST_SIDE && Path.of(parts.group(1)).getFileName() != null) {
        return new FolderName(Path.of(parts.group(1)), side);
      }
    } catch (InvalidPathException e) {
      throw wrong(name, e);
    }
    throw wrong(name, null);
  }

  private static DataException wrong(String name, Exception cause) {
    return new DataException("\"" + name + "\" does not name a folder of images: write " + FORM
        + ", such as folder:faces@64, where SIZE is 1 to " + LARGEST_SIDE + " pixels.", cause);
  }
}
