package org.improvedgan.evaluator.scoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxClassifier;

/**
 * The classifier that scores a dataset's images: a configured one, or else the one bundled for that dataset, or else
 * the official Inception.
 */
@ApplicationScoped
public class Classifiers {

  private static final String OFFICIAL = "official";
  private static final String CONFIGURED = "";
  private static final int OFFICIAL_CHANNELS = 3;

  private final EvaluatorConfig config;
  private final Device device;
  private final OfficialClassifier official;
  private final Map<String, OnnxClassifier> loaded = new HashMap<>();

  public Classifiers(EvaluatorConfig config, OfficialClassifier official) {
    this.config = config;
    this.device = Device.of(config.device());
    this.official = official;
  }

  /**
   * Makes sure that nobody waits for a classifier that cannot read the images.
   *
   * @throws ModelException if it cannot
   */
  void require(String dataset, int channels) {
    if (isOfficial(dataset) && channels != OFFICIAL_CHANNELS) {
      throw new ModelException("No classifier for the dataset \"" + dataset + "\" comes with this project, and the"
          + " official Inception reads images of " + OFFICIAL_CHANNELS + " channels, not " + channels
          + ": set evaluator.classifier to an ONNX file of your own.");
    }
  }

  /**
   * The classifier; waits until the official one is there.
   *
   * @throws ModelException if there is none, or it cannot be used; the message is one sentence
   * @throws InterruptedException when interrupted while waiting
   */
  OnnxClassifier forDataset(String dataset) throws InterruptedException {
    return isOfficial(dataset) ? official.await() : load(dataset);
  }

  @PreDestroy
  public synchronized void close() {
    loaded.values().forEach(OnnxClassifier::close);
    loaded.clear();
  }

  private boolean isOfficial(String dataset) {
    return config.classifier().map(OFFICIAL::equals)
        .orElseGet(() -> BundledClassifiers.nameFor(dataset).isEmpty());
  }

  private synchronized OnnxClassifier load(String dataset) {
    return config.classifier()
        .map(onnx -> loaded.computeIfAbsent(CONFIGURED, key -> load(Path.of(onnx))))
        .orElseGet(() -> loaded.computeIfAbsent(dataset,
            name -> BundledClassifiers.forDataset(name, device, config.threads())));
  }

  private OnnxClassifier load(Path onnx) {
    Path manifest = config.classifierManifest().orElseGet(() -> InceptionModel.manifestOf(onnx));
    try {
      return OnnxClassifier.load(ClassifierManifest.parse(Files.readString(manifest)), Files.readAllBytes(onnx), device,
          config.threads());
    } catch (IOException e) {
      throw new ModelException("Cannot read the classifier " + onnx + " and its manifest " + manifest
          + ": set evaluator.classifier to an ONNX file with its manifest beside it, or to \"" + OFFICIAL + "\".", e);
    }
  }
}
