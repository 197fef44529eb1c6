package org.improvedgan.cli.score;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OfficialInception;
import org.improvedgan.inference.OnnxClassifier;
import picocli.CommandLine.Option;

/** The options that say which classifier judges, and whether what it gives is kept. */
public final class ClassifierOptions {

  private static final String OFFICIAL = "official";
  private static final String DIGITS = "mnist";
  private static final ImageShape DIGIT = new ImageShape(28, 28, 1);

  @Option(names = "--classifier", paramLabel = "ONNX|official|NAME", description = "A classifier's file (with its "
      + "manifest NAME.properties beside NAME.onnx, or with input images uint8 [N, height, width, channels] and output "
      + "logits); official: the Inception of 2015-12-05; or a data set whose own classifier is meant (default: that of "
      + "--dataset; for other 28x28 grey images that of mnist; else official).")
  private String classifier;

  @Option(names = "--bias", description = "With --classifier official: logits with the bias of the last layer.")
  private boolean bias;

  @Option(names = "--no-cache", description = "Neither take nor keep what the classifier gives for these images.")
  private boolean noCache;

  @Option(names = "--cache", paramLabel = "DIR",
      description = "Where that is kept (default: features in the cache folder).")
  private Path cache;

  /**
   * The classifier.
   *
   * @param images what is scored, which tells the classifier that is meant where none is named
   * @throws UserError if there is none of this name
   */
  public OnnxClassifier open(ImageSource images, SubjectOptions subject, int threads, Terminal terminal) {
    String chosen = classifier == null ? usual(images, subject.dataset()) : classifier;
    boolean file = Files.exists(Path.of(chosen));
    if (bias && (file || !chosen.equals(OFFICIAL))) {
      throw new UserError("--bias goes with --classifier official alone; the manifest of another classifier says "
          + "whether its logits have one.");
    }
    if (file || chosen.endsWith(".onnx")) {
      return ModelFiles.classifier(Path.of(chosen), threads);
    }
    if (chosen.equals(OFFICIAL)) {
      ProgressBar bar = new ProgressBar(terminal, "Getting the official Inception");
      try {
        return new OfficialInception(subject.location().withProgress((name, done, total) ->
            bar.update(done, total, name))).load(bias, threads);
      } finally {
        bar.close();
      }
    }
    if (BundledClassifiers.nameFor(chosen).isEmpty()) {
      throw new UserError("There is no classifier " + chosen + ": give the path of an ONNX file, official, or mnist.");
    }
    return BundledClassifiers.forDataset(chosen, threads);
  }

  private static String usual(ImageSource images, Optional<String> dataset) {
    return dataset.filter(name -> BundledClassifiers.nameFor(name).isPresent())
        .orElseGet(() -> dataset.isEmpty() && images.shape().equals(DIGIT) ? DIGITS : OFFICIAL);
  }

  /** Runs images through the classifier. */
  public Classification classification(OnnxClassifier judge, SubjectOptions subject, int threads,
      Terminal terminal) {
    Path folder = cache == null ? subject.location().cache().resolve("features") : cache;
    return new Classification(judge, threads,
        noCache ? Optional.empty() : Optional.of(new FeatureCache(folder, FeatureCache.USUAL_LIMIT)), terminal);
  }
}
