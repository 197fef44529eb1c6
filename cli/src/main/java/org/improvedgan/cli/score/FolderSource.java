package org.improvedgan.cli.score;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.images.ImageFiles;
import org.improvedgan.images.ImageFolder;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/** The PNG and JPEG files of one folder (not of folders in it; hidden files are left out), sorted by name. */
public final class FolderSource implements ImageSource {

  private static final String LOSSY = " holds JPEG files: lossy compression changes scores, so compare them only with "
      + "those of images that were compressed alike.";

  private final Path folder;
  private final List<Path> files;
  private final Terminal terminal;
  private Scan scan;

  /** What a look at the first files gave; they are read once for it, and decoded later. */
  private record Scan(int count, String digest, List<int[]> groups) {
  }

  private record Size(int height, int width) {
  }

  /** @throws UserError if the folder cannot be read or holds no images */
  public FolderSource(Path folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> ImageFolder.hasImageName(file) && Files.isRegularFile(file))
          .sorted(Comparator.comparing(file -> file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UserError("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
    }
    if (files.isEmpty()) {
      throw new UserError("The folder " + folder + " holds no PNG or JPEG files.");
    }
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public int usual() {
    return files.size();
  }

  @Override
  public int limit() {
    return files.size();
  }

  @Override
  public ImageShape shape() {
    return ImageFiles.read(files.get(0)).shape();
  }

  @Override
  public Images range(int from, int count) {
    return ImageSource.joined(files.subList(from, from + count).stream().map(ImageFiles::read).toList());
  }

  @Override
  public String digest(int count) {
    return scan(count).digest();
  }

  @Override
  public List<int[]> groups(int count) {
    return scan(count).groups();
  }

  @Override
  public String label(int index) {
    return files.get(index).toString();
  }

  @Override
  public List<String> warnings(int count) {
    return files.subList(0, count).stream().anyMatch(FolderSource::lossy) ? List.of(folder + LOSSY) : List.of();
  }

  private static boolean lossy(Path file) {
    return !file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  private Scan scan(int count) {
    if (scan == null || scan.count() != count) {
      MessageDigest digest = Digests.begin();
      digest.update(("files " + count + "\n").getBytes(StandardCharsets.UTF_8));
      Map<Size, List<Integer>> bySize = new LinkedHashMap<>();
      ProgressBar bar = new ProgressBar(terminal, "Reading files");
      for (int i = 0; i < count; i++) {
        byte[] bytes = bytes(files.get(i));
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.length));
        digest.update(bytes);
        bySize.computeIfAbsent(size(bytes, files.get(i)), size -> new ArrayList<>()).add(i);
        bar.update(i + 1, count, "");
      }
      bar.close();
      List<int[]> groups = bySize.values().stream()
          .map(group -> group.stream().flatMapToInt(IntStream::of).toArray()).toList();
      scan = new Scan(count, Digests.hex(digest.digest()), groups);
    }
    return scan;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError("The image file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** From the file's header; where that does not tell, the whole file is decoded, which may refuse it. */
  private static Size size(byte[] bytes, Path file) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        ImageReader reader = readers.next();
        try {
          reader.setInput(in, true, true);
          return new Size(reader.getHeight(0), reader.getWidth(0));
        } finally {
          reader.dispose();
        }
      }
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer some broken files with index and argument errors.
    }
    ImageShape shape = ImageFiles.read(file).shape();
    return new Size(shape.height(), shape.width());
  }
}
