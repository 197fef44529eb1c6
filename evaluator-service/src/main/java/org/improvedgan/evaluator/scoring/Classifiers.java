package org.improvedgan.evaluator.scoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.EvaluatorConfig.ClassifierFiles;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxClassifier;

/** The classifier that scores a dataset's images: a configured one, or else the one bundled for that dataset. */
@ApplicationScoped
public class Classifiers {

  private static final String CONFIGURED = "";

  private final EvaluatorConfig config;
  private final Map<String, OnnxClassifier> loaded = new HashMap<>();

  public Classifiers(EvaluatorConfig config) {
    this.config = config;
  }

  /** @throws ModelException if there is none, or it cannot be used; the message is one sentence */
  synchronized OnnxClassifier forDataset(String dataset) {
    return config.classifier()
        .map(files -> loaded.computeIfAbsent(CONFIGURED, key -> load(files)))
        .orElseGet(() -> loaded.computeIfAbsent(dataset,
            name -> BundledClassifiers.forDataset(name, config.threads())));
  }

  @PreDestroy
  public synchronized void close() {
    loaded.values().forEach(OnnxClassifier::close);
    loaded.clear();
  }

  private OnnxClassifier load(ClassifierFiles files) {
    Path manifest = files.manifest().orElseGet(() -> files.model()
        .resolveSibling(files.model().getFileName().toString().replaceFirst("\\.onnx$", "") + ".properties"));
    try {
      return OnnxClassifier.load(ClassifierManifest.parse(Files.readString(manifest)),
          Files.readAllBytes(files.model()), config.threads());
    } catch (IOException e) {
      throw new ModelException("Cannot read the classifier " + files.model() + " and its manifest " + manifest
          + ": set evaluator.classifier.model to an ONNX file with its manifest beside it.", e);
    }
  }
}
