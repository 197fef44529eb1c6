package org.improvedgan.inference;

import java.util.Optional;
import org.improvedgan.images.ImageShape;

/**
 * What is known about a classifier that scores images: where it came from, how it is called, what it reached.
 * Kept beside the model as Java properties, {@code NAME.properties} beside {@code NAME.onnx}.
 *
 * @param name     file name without its ending, e.g. {@code mnist-classifier}
 * @param dataset  the dataset it was trained on
 * @param input    what the model reads
 * @param logits   name of the output before softmax, float32 [N, classes]
 * @param classes  width of {@code logits}
 * @param bias     whether the logits include the bias of the last layer, if that is known
 * @param features the output of the last hidden layer, if the model gives it
 * @param accuracy what it reached on test images, if that was measured
 * @param batch    images that the model sees at a time; another number can change the last bits of its outputs
 * @param sha256   lower-case hexadecimal SHA-256 of the model; empty if the manifest leaves it out
 * @param command  the command that made it
 */
public record ClassifierManifest(String name, String dataset, ClassifierInput input, String logits, int classes,
    Optional<Boolean> bias, Optional<Features> features, Optional<Accuracy> accuracy, int batch, String sha256,
    String command) {

  /** Enough images to use the matrix kernels well, few enough for the processor's cache where images are small. */
  public static final int USUAL_BATCH = 64;

  /**
   * An output, float32 [N, width].
   *
   * @param name name of the output
   */
  public record Features(String name, int width) {
  }

  /**
   * How well it names test images.
   *
   * @param rightly part of them that it names rightly, 0 to 1
   * @param images how many were tried
   */
  public record Accuracy(double rightly, int images) {
  }

  /** @throws ModelException if a number is out of its range */
  public ClassifierManifest {
    if (classes < 1 || batch < 1 || features.stream().anyMatch(output -> output.width() < 1)) {
      throw new ModelException("The classes, the feature size and the batch of a classifier must be 1 or more.");
    }
  }

  /** A classifier of small images whose pixels it takes as they are: what this project trains. */
  public ClassifierManifest(String name, String dataset, String input, ImageShape image, String logits, int classes,
      String features, int featureSize, double testAccuracy, int testImages, String sha256, String command) {
    this(name, dataset, ClassifierInput.bytes(input,
        Optional.of(new ClassifierInput.Size(image.height(), image.width())), image.channels()), logits, classes,
        Optional.empty(), Optional.of(new Features(features, featureSize)),
        Optional.of(new Accuracy(testAccuracy, testImages)), USUAL_BATCH, sha256, command);
  }

  /** The same for a model of this SHA-256. */
  public ClassifierManifest withSha256(String digest) {
    return new ClassifierManifest(name, dataset, input, logits, classes, bias, features, accuracy, batch, digest,
        command);
  }

  /**
   * Reads a manifest.
   *
   * @throws ModelException if a field is missing, no number, or contradicts another
   */
  public static ClassifierManifest parse(String text) {
    return ManifestText.parse(text);
  }

  /** The manifest as text that {@link #parse} reads: always the same order, no date. */
  public String format() {
    return ManifestText.format(this);
  }
}
