package org.improvedgan.humaneval.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OfficialInception;
import org.improvedgan.inference.OnnxClassifier;

/**
 * The classifier that judges a dataset's images, by the same rule as the evaluator's: a configured one, or else the one
 * bundled for that dataset, or else the official Inception. Whoever opens one closes it: it is needed for minutes, and
 * the memory for good.
 */
@ApplicationScoped
public class Classifiers {
  private static final String OFFICIAL = "official";

  private final HumanEvalConfig config;

  Classifiers(HumanEvalConfig config) {
    this.config = config;
  }

  /**
   * Opens it.
   *
   * @param shape of the images; grey ones may also be given in RGB, as {@code Images.toRgb} makes them
   * @throws Refusal if there is none, it cannot be used, or reads other images; the sentence says what to do
   */
  public OnnxClassifier open(String dataset, ImageShape shape) {
    try {
      var classifier = load(dataset);
      var input = classifier.manifest().input();
      if (!input.reads(shape) && !input.reads(new ImageShape(shape.height(), shape.width(), 3))) {
        classifier.close();
        throw new Refusal(Reason.UNAVAILABLE, "The images of " + dataset + " are " + shape + ", and the classifier "
            + classifier.manifest().name() + " reads " + input.described() + ": set human-eval.classifier to another.");
      }
      return classifier;
    } catch (ModelException e) {
      throw new Refusal(Reason.UNAVAILABLE, e.getMessage(), e);
    } catch (IOException e) {
      throw new Refusal(Reason.UNAVAILABLE, "The classifier " + config.classifier().orElse(OFFICIAL)
          + " and its manifest cannot be read: set human-eval.classifier to an ONNX file with its manifest beside it,"
          + " or to " + OFFICIAL + ".", e);
    } catch (OutOfMemoryError e) {
      throw new Refusal(Reason.UNAVAILABLE, "This service has too little memory for the official Inception: make its "
          + "ONNX file with ./gan inception and set human-eval.classifier to it, or start the service with -Xmx1g.", e);
    }
  }

  private OnnxClassifier load(String dataset) throws IOException {
    var configured = config.classifier().filter(name -> !name.equals(OFFICIAL)).map(Path::of);
    if (configured.isPresent()) {
      var manifest = config.classifierManifest().orElseGet(() -> InceptionModel.manifestOf(configured.get()));
      return OnnxClassifier.load(ClassifierManifest.parse(Files.readString(manifest)),
          Files.readAllBytes(configured.get()), config.classifierThreads());
    }
    return config.classifier().isEmpty() && BundledClassifiers.nameFor(dataset).isPresent()
        ? BundledClassifiers.forDataset(dataset, config.classifierThreads())
        : new OfficialInception(DataLocation.fromEnvironment()).load(config.logitsBias(), config.classifierThreads());
  }
}
