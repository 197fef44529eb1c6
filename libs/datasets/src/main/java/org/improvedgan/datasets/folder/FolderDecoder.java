package org.improvedgan.datasets.folder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.PixelArray;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.folder.ClassFolders.ImageFile;
import org.improvedgan.images.ImageException;
import org.improvedgan.images.ImageFiles;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.images.Resampling;

/**
 * Turns image files into pixels of one shape, on all processors: the largest square in the middle, resized
 * ({@link Resampling}), in RGB. What was decoded once comes from the cache while names, sizes and times of the files
 * stay as they are.
 *
 * @param root folder that the images are in
 * @param side of every image, in pixels
 */
record FolderDecoder(Path root, int side) {
  /** To be raised when the same files give other pixels than before. */
  private static final int VERSION = 1;

  /**
   * All images, in order.
   *
   * @param title the split, as it begins a sentence
   * @throws DataException if a file is broken, or there are too many for one array
   */
  Images decode(List<ImageFile> files, String title, Split split, DataLocation where) {
    ImageShape shape = new ImageShape(side, side, 3);
    byte[] pixels = PixelArray.allocate(title, files.size(), shape,
        "leave fewer images or classes in " + root + ", or name a smaller SIZE as in folder:PATH@SIZE");
    PixelCache cache = new PixelCache(cacheFile(split, where), digest(files));
    if (!cache.load(pixels)) {
      decode(files, shape.size(), pixels, where);
      cache.store(pixels);
    }
    return new Images(shape, files.size(), pixels);
  }

  private void decode(List<ImageFile> files, int size, byte[] pixels, DataLocation where) {
    Counter counter = new Counter(where, root.getFileName().toString(), files.size());
    IntStream.range(0, files.size()).parallel().forEach(i -> {
      try {
        Images image = Resampling.centreSquare(ImageFiles.read(files.get(i).path()), side).toRgb();
        System.arraycopy(image.pixels(), 0, pixels, i * size, size);
      } catch (ImageException e) {
        throw new DataException(e.getMessage(), e);
      }
      counter.increment();
    });
  }

  /** One file for each folder, size and split: what is stale is replaced, and does not pile up. */
  private Path cacheFile(Split split, DataLocation where) {
    String path = HexFormat.of().formatHex(sha256().digest(root.toString().getBytes(StandardCharsets.UTF_8)), 0, 8);
    return where.cache().resolve("folders").resolve(
        root.getFileName() + "-" + side + "-" + split + "-" + path + ".pixels");
  }

  private byte[] digest(List<ImageFile> files) {
    MessageDigest digest = sha256();
    ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    digest.update(numbers.putLong(0, VERSION).putLong(8, side).array());
    for (ImageFile file : files) {
      digest.update(root.relativize(file.path()).toString().getBytes(StandardCharsets.UTF_8));
      // A byte that no path has, so that two lists never give the same bytes.
      digest.update((byte) 0);
      digest.update(numbers.putLong(0, file.bytes()).putLong(8, file.modified()).array());
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Tells how many are done, to one thread at a time. */
  private static final class Counter {
    private final DataLocation where;
    private final String name;
    private final int total;
    private int done;

    Counter(DataLocation where, String name, int total) {
      this.where = where;
      this.name = name;
      this.total = total;
    }

    synchronized void increment() {
      done++;
      where.progress().update(name, done, total);
    }
  }
}
