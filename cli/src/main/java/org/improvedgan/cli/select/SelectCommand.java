package org.improvedgan.cli.select;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.score.Classification;
import org.improvedgan.cli.score.ClassifierOptions;
import org.improvedgan.cli.score.ImageSource;
import org.improvedgan.cli.score.SubjectOptions;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.InceptionContributions;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gan select}: the images of a set that score best, as the paper's human study shows them (section 6.2). */
@Command(name = "select", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Pick the images that contribute most to the Inception score, KL( p(y|x) || p(y) ) with p(y) over "
        + "all of them: the best 1 % of the paper's human study.")
public final class SelectCommand implements Callable<Integer> {

  private static final double USUAL_SHARE = 0.01;

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Mixin
  private SubjectOptions subject;

  @Mixin
  private ClassifierOptions classifier;

  @ArgGroup(exclusive = true)
  private Size size;

  /** How many are picked; at most one of them is given. */
  static final class Size {

    @Option(names = "--share", paramLabel = "S",
        description = "Which share of the images, more than 0 and at most 1 (default: 0.01).")
    private Double share;

    @Option(names = "--count", paramLabel = "N", description = "Or how many.")
    private Integer count;
  }

  @Option(names = "--npy", description = "Write the images as one NumPy file, images.npy, in place of PNG files.")
  private boolean npy;

  @Option(names = "--out", paramLabel = "DIR", required = true,
      description = "An empty or a new folder for selection.json, selection.csv and the images.")
  private Path out;

  public SelectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    checkUsage();
    int threads = Runtime.getRuntime().availableProcessors();
    try (ImageSource images = subject.open(threads, terminal);
        OnnxClassifier judge = classifier.open(images, subject, threads, terminal)) {
      int count = subject.count(images);
      if (size != null && size.count != null && size.count > count) {
        throw new UserError("There are " + count + " images, fewer than the " + size.count
            + " to pick: give more images, or a smaller --count.");
      }
      List<float[]> logits = new ArrayList<>(count);
      Classification classification = classifier.classification(judge, subject, threads, terminal);
      classification.run(images, count, (row, features) -> logits.add(row));
      InceptionContributions contributions = InceptionContributions.ofLogits(logits.toArray(float[][]::new));
      int[] best = size != null && size.count != null ? contributions.best(size.count)
          : contributions.best(size == null ? USUAL_SHARE : size.share);
      new Selection(images, count, best, contributions.values(), judge.name(), judge.sha256()).write(out, npy);
      System.out.printf("The best %d of %d images of %s are in %s.%n", best.length, count, images.name(), out);
    }
    return 0;
  }

  private void checkUsage() {
    boolean shareIsNone = size != null && size.share != null && !(size.share > 0 && size.share <= 1);
    if (shareIsNone || (size != null && size.count != null && size.count < 1)) {
      throw new CommandLine.ParameterException(spec.commandLine(),
          "--share must be more than 0 and at most 1, for instance 0.01, and --count at least 1.");
    }
    try (Stream<Path> entries = Files.isDirectory(out) ? Files.list(out) : Stream.empty()) {
      if (Files.isRegularFile(out) || entries.findAny().isPresent()) {
        throw new UserError(out + " is not empty: name a new folder with --out.");
      }
    } catch (IOException e) {
      throw new UserError("The folder " + out + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
