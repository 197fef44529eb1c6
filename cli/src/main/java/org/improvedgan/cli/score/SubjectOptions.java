package org.improvedgan.cli.score;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.folder.FolderImages;
import org.improvedgan.images.ImageFiles;
import org.improvedgan.inference.LatentKind;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say which images are meant. */
public final class SubjectOptions {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Subject subject;

  /** Exactly one of them is given. */
  static final class Subject {

    @Option(names = "--images", paramLabel = "DIR|FILE", description = "A folder of PNG and JPEG files, a NumPy file "
        + "(.npy, uint8 [N, height, width, channels]), or one image.")
    private Path images;

    @Option(names = "--generator", paramLabel = "ONNX",
        description = "A generator: input z float32 [N, latent], output images uint8 [N, height, width, channels].")
    private Path generator;

    @Option(names = "--dataset", paramLabel = "NAME[:SPLIT]",
        description = "A data set, such as mnist or drawn-digits; the split is test (default) or train.")
    private String dataset;
  }

  @Option(names = "--samples", paramLabel = "N",
      description = "How many images, from the first on (default: 10000 of a generator, else all there are).")
  private Integer samples;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
      description = "Which sequence of a generator's images (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--latent", paramLabel = "KIND", defaultValue = "UNIFORM_0_1",
      description = "Distribution of a generator's z: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LatentKind latent;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where data sets lie (default: GAN_DATA, else the cache, else a download).")
  private Path data;

  /** The images; closing them closes a generator. */
  public ImageSource open(int threads, Terminal terminal) {
    if (subject.generator != null) {
      return ModelFiles.generatorSource(subject.generator, latent, seed, threads);
    }
    return subject.dataset != null ? ofDataset(subject.dataset, location(), terminal)
        : ofFiles(subject.images, terminal);
  }

  /** The name of the data set, if one was given. */
  Optional<String> dataset() {
    return Optional.ofNullable(subject.dataset).map(text -> new DatasetName(text).name());
  }

  /** Where data sets lie, and where the cache is. */
  DataLocation location() {
    return DataFiles.location(Optional.ofNullable(data));
  }

  /**
   * How many images are meant.
   *
   * @throws UserError if there are not so many, or none
   */
  public int count(ImageSource images) {
    return count(images, Optional.ofNullable(samples), "--samples");
  }

  static int count(ImageSource images, Optional<Integer> wanted, String option) {
    int count = wanted.orElse(images.usual());
    if (count > images.limit() || count < 1) {
      throw new UserError(images.name() + " has " + images.limit() + " images, and " + count
          + " were asked for: ask with " + option + " for at least 1 and no more than there are.");
    }
    return count;
  }

  /** A folder of image files, a NumPy file or one image. */
  static ImageSource ofFiles(Path path, Terminal terminal) {
    if (Files.isDirectory(path)) {
      return new FolderSource(path, terminal);
    }
    return path.toString().endsWith(".npy") ? NpyFile.open(path)
        : new StoredSource(path.toString(), ImageFiles.read(path));
  }

  /** A file or folder, or else a data set. */
  static ImageSource ofFilesOrDataset(String text, DataLocation where, Terminal terminal) {
    if (Files.exists(Path.of(text))) {
      return ofFiles(Path.of(text), terminal);
    }
    String name = new DatasetName(text).name();
    if (FolderImages.isName(name) || Datasets.names().contains(name)) {
      return ofDataset(text, where, terminal);
    }
    throw new UserError("There is no file or folder " + text + ", and no data set of that name; the data sets are "
        + String.join(", ", Datasets.names()) + ".");
  }

  /** A data set's split, {@code NAME} (the test split) or {@code NAME:SPLIT}. */
  static ImageSource ofDataset(String text, DataLocation where, Terminal terminal) {
    DatasetName parsed = new DatasetName(text);
    return new StoredSource(parsed.name() + ":" + parsed.split().name().toLowerCase(Locale.ROOT),
        DataFiles.load(parsed.name(), parsed.split(), where, terminal).images());
  }

  /** {@code NAME[:SPLIT]}; in {@code folder:PATH@SIZE} the first colon belongs to the name. */
  private record DatasetName(String name, Split split) {

    DatasetName(String text) {
      this(nameOf(text), splitOf(text));
    }

    private static boolean split(String text) {
      int colon = text.lastIndexOf(':');
      return colon >= 0 && (!FolderImages.isName(text)
          || List.of("test", "train").contains(text.substring(colon + 1).toLowerCase(Locale.ROOT)));
    }

    private static String nameOf(String text) {
      return split(text) ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    private static Split splitOf(String text) {
      String split = split(text) ? text.substring(text.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT) : "test";
      return switch (split) {
        case "test" -> Split.TEST;
        case "train" -> Split.TRAIN;
        default -> throw new UserError("A data set has the splits test and train, and no " + split + ": write "
            + nameOf(text) + ":test or " + nameOf(text) + ":train.");
      };
    }
  }
}
