package org.improvedgan.cli.score;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageFiles;
import org.improvedgan.images.ImageFolder;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxGenerator;

/** Images in a fixed order, a piece at a time. */
interface ImageSource extends AutoCloseable {

  /** Images that a generator gives unless another number is asked for. */
  int DEFAULT_GENERATED = 10_000;

  /** As people read it. */
  String name();

  /** Shape of every image. */
  ImageShape shape();

  /** How many are taken unless another number is asked for. */
  int usual();

  /** How many there are. */
  int limit();

  /** The images {@code from} to {@code from + count - 1}. */
  Images read(int from, int count);

  @Override
  default void close() {
  }

  /** Images held in memory. */
  static ImageSource of(String name, Images images) {
    return new Stored(name, images);
  }

  /** Images in memory, in their order. */
  record Stored(String name, Images images) implements ImageSource {

    @Override
    public ImageShape shape() {
      return images.shape();
    }

    @Override
    public int usual() {
      return images.count();
    }

    @Override
    public int limit() {
      return images.count();
    }

    @Override
    public Images read(int from, int count) {
      return images.slice(from, from + count);
    }
  }

  /** A generator's images of one seed; closing closes the generator. */
  record Generated(String name, OnnxGenerator generator, long seed) implements ImageSource {

    @Override
    public ImageShape shape() {
      return generator.shape();
    }

    @Override
    public int usual() {
      return DEFAULT_GENERATED;
    }

    @Override
    public int limit() {
      return Integer.MAX_VALUE;
    }

    @Override
    public Images read(int from, int count) {
      return generator.generate(seed, from, count);
    }

    @Override
    public void close() {
      generator.close();
    }
  }

  /** The endless sequence of one seed. */
  static ImageSource ofGenerator(String name, OnnxGenerator generator, long seed) {
    return new Generated(name, generator, seed);
  }

  /** A folder of image files, a NumPy file or one image. */
  static ImageSource ofFiles(Path path) {
    if (Files.isDirectory(path)) {
      return of(path.toString(), ImageFolder.read(path));
    }
    return of(path.toString(), path.toString().endsWith(".npy") ? NpyFile.read(path) : ImageFiles.read(path));
  }

  /** A data set's split, {@code NAME} (the test split) or {@code NAME:SPLIT}. */
  static ImageSource ofDataset(String text, Optional<Path> data, Terminal terminal) {
    String[] parts = text.split(":", 2);
    String split = parts.length < 2 ? "test" : parts[1].toLowerCase(Locale.ROOT);
    if (!split.equals("test") && !split.equals("train")) {
      throw new UserError("A data set has the splits test and train, and no " + parts[1] + ": write " + parts[0]
          + ":test or " + parts[0] + ":train.");
    }
    Split chosen = Split.valueOf(split.toUpperCase(Locale.ROOT));
    LabelledImages images = DataFiles.load(parts[0], chosen, DataFiles.location(data), terminal);
    return of(parts[0] + ":" + split, images.images());
  }
}
