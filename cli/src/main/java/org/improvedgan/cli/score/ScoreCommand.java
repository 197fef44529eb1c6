package org.improvedgan.cli.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.InceptionScore;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan score}: the Inception score of any images. */
@Command(name = "score", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Compute the Inception score (section 4 of the paper) of images in a folder or file, of a generator, "
        + "or of a data set.")
public final class ScoreCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Subject subject;

  /** What is scored; exactly one of them is given. */
  static final class Subject {

    @Option(names = "--images", paramLabel = "DIR|FILE", description = "A folder of PNG and JPEG files of one size, "
        + "or a NumPy file (.npy, uint8 [N, height, width, channels]).")
    private Path images;

    @Option(names = "--generator", paramLabel = "ONNX",
        description = "A generator: input z float32 [N, latent], output images uint8 [N, height, width, channels].")
    private Path generator;

    @Option(names = "--dataset", paramLabel = "NAME[:SPLIT]",
        description = "A data set, such as mnist or drawn-digits; the split is test (default) or train.")
    private String dataset;
  }

  @Option(names = "--classifier", paramLabel = "ONNX|DATASET", description = "A classifier's file (with its manifest "
      + "NAME.properties beside NAME.onnx, or with input images uint8 [N, height, width, channels] and output logits), "
      + "or the data set whose own classifier is meant (default: that of --dataset, else of mnist).")
  private String classifier;

  @Option(names = "--splits", paramLabel = "N", defaultValue = "10",
      description = "Parts whose scores give mean and deviation (default: ${DEFAULT-VALUE}).")
  private int splits;

  @Option(names = "--samples", paramLabel = "N",
      description = "How many images (default: 10000 of a generator, else all there are).")
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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  public ScoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    checkUsage();
    int threads = Runtime.getRuntime().availableProcessors();
    try (ImageSource images = source(threads); OnnxClassifier judge = judge(threads)) {
      int count = count(images);
      if (!judge.manifest().input().reads(images.shape())) {
        throw new UserError("The classifier " + judge.name() + " reads " + judge.manifest().input().described()
            + ", not " + images.shape() + ": name another with --classifier.");
      }
      InceptionScore score = Scoring.score(images, count, splits, judge, terminal);
      System.out.println(json ? asJson(images, judge, score, count) : asText(images, judge, score, count));
    }
    return 0;
  }

  private ImageSource source(int threads) {
    if (subject.generator != null) {
      return ImageSource.ofGenerator(subject.generator.toString(),
          ModelFiles.generator(subject.generator, latent, threads), seed);
    }
    return subject.dataset != null ? ImageSource.ofDataset(subject.dataset, Optional.ofNullable(data), terminal)
        : ImageSource.ofFiles(subject.images);
  }

  private OnnxClassifier judge(int threads) {
    if (classifier == null) {
      return BundledClassifiers.forDataset(subject.dataset == null ? "mnist" : subject.dataset.split(":")[0], threads);
    }
    return BundledClassifiers.nameFor(classifier).isPresent() && !Files.exists(Path.of(classifier))
        ? BundledClassifiers.forDataset(classifier, threads) : ModelFiles.classifier(Path.of(classifier), threads);
  }

  private int count(ImageSource images) {
    int wanted = samples == null ? images.usual() : samples;
    if (wanted > images.limit()) {
      throw new UserError(images.name() + " has " + images.limit() + " images, fewer than the " + wanted
          + " asked for: ask for fewer with --samples.");
    }
    if (wanted < splits) {
      throw new UserError("A score over " + splits + " splits needs at least as many images, and there are " + wanted
          + ": give more images, or fewer --splits.");
    }
    return wanted;
  }

  private String asText(ImageSource images, OnnxClassifier judge, InceptionScore score, int count) {
    return String.format(Locale.ROOT, "Inception score %.4f ± %.4f  (%d images of %s, %d splits, classifier %s %s)",
        score.mean(), score.standardDeviation(), count, images.name(), splits, judge.name(),
        judge.sha256().substring(0, 12));
  }

  private String asJson(ImageSource images, OnnxClassifier judge, InceptionScore score, int count)
      throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("subject", images.name());
    fields.put("inceptionScore", Scoring.fields(score, count, judge));
    fields.put("splitScores", score.splitScores());
    fields.put("classifier", judge.name());
    return new ObjectMapper().writeValueAsString(fields);
  }

  private void checkUsage() {
    if (splits < 1 || (samples != null && samples < 1)) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--splits and --samples must be at least 1.");
    }
  }
}
