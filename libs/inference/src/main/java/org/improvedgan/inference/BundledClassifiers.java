package org.improvedgan.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/**
 * The classifiers that this project trained and ships, under {@code classifiers/} of the class path:
 * {@code index.properties} names the one for each dataset, {@code NAME.properties} is its manifest and
 * {@code NAME.onnx} the model.
 */
public final class BundledClassifiers {

  private static final String FOLDER = "/classifiers/";

  private BundledClassifiers() {
  }

  /**
   * Loads the classifier for a dataset.
   *
   * @param dataset e.g. {@code mnist}
   * @param threads threads for one run, at least 1
   * @throws ModelException if there is none for this dataset, or it cannot be used
   */
  public static OnnxClassifier forDataset(String dataset, int threads) {
    return forDataset(dataset, Device.CPU, threads);
  }

  /** As {@link #forDataset(String, int)}, on the device. */
  public static OnnxClassifier forDataset(String dataset, Device device, int threads) {
    String name = nameFor(dataset).orElseThrow(
        () -> new ModelException("No classifier for the dataset \"" + dataset + "\" comes with this project."));
    String manifest = new String(read(name + ".properties"), StandardCharsets.UTF_8);
    return OnnxClassifier.load(ClassifierManifest.parse(manifest), read(name + ".onnx"),
        device, threads);
  }

  /** The name of the classifier for a dataset, if there is one. */
  public static Optional<String> nameFor(String dataset) {
    Properties index = new Properties();
    try {
      index.load(new StringReader(new String(read("index.properties"), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new ModelException("The list of classifiers cannot be read: " + e.getMessage(), e);
    }
    return Optional.ofNullable(index.getProperty(dataset));
  }

  private static byte[] read(String file) {
    try (InputStream in = BundledClassifiers.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new ModelException("The file classifiers/" + file + " is missing from this build.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ModelException("The file classifiers/" + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
