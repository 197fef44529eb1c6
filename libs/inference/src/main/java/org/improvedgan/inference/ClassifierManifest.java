package org.improvedgan.inference;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.improvedgan.images.ImageShape;

/**
 * What is known about a classifier that scores images: where it came from, how it is called, what it reached.
 * Kept beside the model as Java properties, {@code NAME.properties} beside {@code NAME.onnx}.
 *
 * <p>The model reads {@code input}, uint8 [N, height, width, channels], values 0 to 255, rows first (NHWC), and gives
 * {@code logits}, float32 [N, classes], and {@code features}, float32 [N, featureSize].
 *
 * @param name file name without its ending, e.g. {@code mnist-classifier}
 * @param dataset the dataset it was trained on
 * @param input name of the model's input
 * @param image shape of one image
 * @param logits name of the output before softmax
 * @param classes width of {@code logits}
 * @param features name of the output of the last hidden layer
 * @param featureSize width of {@code features}
 * @param testAccuracy part of the dataset's test images that it names rightly, 0 to 1
 * @param testImages how many test images that was measured on
 * @param sha256 lower-case hexadecimal SHA-256 of the model
 * @param command the command that made it
 */
public record ClassifierManifest(String name, String dataset, String input, ImageShape image, String logits,
    int classes, String features, int featureSize, double testAccuracy, int testImages, String sha256,
    String command) {

  /**
   * Reads a manifest.
   *
   * @throws ModelException if a field is missing or no number
   */
  public static ClassifierManifest parse(String text) {
    Properties fields = new Properties();
    try {
      fields.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException("The classifier manifest is no properties file: " + e.getMessage(), e);
    }
    return new ClassifierManifest(
        field(fields, "name"),
        field(fields, "dataset"),
        field(fields, "input"),
        new ImageShape(integer(fields, "height"), integer(fields, "width"), integer(fields, "channels")),
        field(fields, "logits"),
        integer(fields, "classes"),
        field(fields, "features"),
        integer(fields, "featureSize"),
        number(fields, "testAccuracy"),
        integer(fields, "testImages"),
        field(fields, "sha256"),
        field(fields, "command"));
  }

  /** The manifest as text that {@link #parse} reads: always the same order, no date. */
  public String format() {
    return Stream.of(
            List.of("name", name),
            List.of("dataset", dataset),
            List.of("input", input),
            List.of("height", Integer.toString(image.height())),
            List.of("width", Integer.toString(image.width())),
            List.of("channels", Integer.toString(image.channels())),
            List.of("logits", logits),
            List.of("classes", Integer.toString(classes)),
            List.of("features", features),
            List.of("featureSize", Integer.toString(featureSize)),
            List.of("testAccuracy", Double.toString(testAccuracy)),
            List.of("testImages", Integer.toString(testImages)),
            List.of("sha256", sha256),
            List.of("command", command.replace("\\", "\\\\")))
        .map(field -> field.get(0) + "=" + field.get(1) + "\n")
        .reduce("", String::concat);
  }

  private static String field(Properties fields, String name) {
    String value = fields.getProperty(name);
    if (value == null || value.isBlank()) {
      throw new ModelException("The classifier manifest lacks the field \"" + name + "\".");
    }
    return value.strip();
  }

  private static int integer(Properties fields, String name) {
    try {
      return Integer.parseInt(field(fields, name));
    } catch (NumberFormatException e) {
      throw new ModelException("The field \"" + name + "\" of the classifier manifest is no whole number.", e);
    }
  }

  private static double number(Properties fields, String name) {
    try {
      return Double.parseDouble(field(fields, name));
    } catch (NumberFormatException e) {
      throw new ModelException("The field \"" + name + "\" of the classifier manifest is no number.", e);
    }
  }
}
