package org.improvedgan.datasets.download;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;

/**
 * Gets the missing files of a data set into the cache; where that may not be or fails, says in one sentence which files
 * go where.
 *
 * @param title  of the data set, as it begins a sentence
 * @param folder its own folder in the data folder and in the cache
 */
public record Supply(String title, String folder) {
  private static final Downloader DOWNLOADER = new Downloader();

  /** Such as "a, b and c". */
  public static String enumeration(List<String> names) {
    int last = names.size() - 1;
    return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /**
   * Refuses a data folder that was named and does not have what was asked for.
   *
   * @param files those to put there, as words of a sentence
   */
  public void requireNoDataFolder(DataLocation where, String files) {
    if (where.data().isPresent()) {
      Path data = where.data().get();
      throw new DataException(Files.isDirectory(data)
          ? title + " is not complete in the data folder " + data + ": put " + files + " there or in its folder "
              + folder + ", or leave out --data and GAN_DATA to download it."
          : missingFolder(data));
    }
  }

  /** That the data folder which was named is not there. */
  public static String missingFolder(Path data) {
    return "The data folder " + data + " does not exist: correct --data or GAN_DATA, or leave it out.";
  }

  /**
   * Downloads into the data set's folder of the cache.
   *
   * @param files   those to put there by hand, as words of a sentence
   * @param missing those to download
   * @throws DataException if that is not allowed or fails
   */
  public void download(DataLocation where, String files, List<RemoteFile> missing) {
    Path target = where.cache().resolve(folder);
    String byHand = "put " + files + " into " + target
        + ", or name the folder that has them with --data or GAN_DATA.";
    if (!where.download()) {
      throw new DataException(title + " is not on this machine and may not be downloaded: " + byHand);
    }
    try {
      for (RemoteFile file : missing) {
        DOWNLOADER.fetch(file, target, where.progress());
      }
    } catch (DataException e) {
      throw new DataException(e.getMessage() + ": check the network, or " + byHand, e);
    }
  }
}
