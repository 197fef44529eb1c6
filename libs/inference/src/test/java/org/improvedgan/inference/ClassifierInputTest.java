package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;

/** Classifiers of other makers: other layouts, types, ranges and sizes. */
class ClassifierInputTest {

  private static final byte[] MEANS = channelMeans();
  private static final String MANIFEST = """
      name=means
      input=images
      height=any
      width=any
      channels=3
      layout=NCHW
      type=float32
      range=0 1
      mean=0.485, 0.456, 0.406
      deviation=0.229, 0.224, 0.225
      logits=logits
      classes=3
      batch=4
      """;

  /** A model that gives the mean of each channel: float32 [N, 3, H, W] to float32 [N, 3]. */
  private static byte[] channelMeans() {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("images", OnnxModelBuilder.FLOAT, -1, 3, -1, -1);
    model.node("ReduceMean", List.of("images"), "logits", Map.of("axes", new long[] {2, 3}, "keepdims", 0));
    return model.output("logits", OnnxModelBuilder.FLOAT, -1, 3).build();
  }

  /** Expected: the mean pixel of each channel over 255, minus the mean, by the deviation. Tolerance 1e-6. */
  @Test
  void pixelsBecomeTheNumbersOfTheManifestInItsOrder() {
    byte[] pixels = new byte[5 * 2 * 3 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (37 * i);
    }
    Images images = new Images(new ImageShape(2, 3, 3), 5, pixels);
    double[] mean = {0.485, 0.456, 0.406};
    double[] deviation = {0.229, 0.224, 0.225};
    try (OnnxClassifier classifier = OnnxClassifier.load(ClassifierManifest.parse(MANIFEST), MEANS, 1)) {
      float[][] logits = classifier.logits(images);
      for (int i = 0; i < 5; i++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          for (int p = 0; p < 6; p++) {
            sum += pixels[i * 18 + p * 3 + c] & 0xff;
          }
          assertThat((double) logits[i][c]).isCloseTo((sum / 6 / 255 - mean[c]) / deviation[c], within(1e-6));
        }
      }
      // Another size in the same classifier.
      assertThat(classifier.logits(new Images(new ImageShape(1, 1, 3), 1, new byte[3])))
          .hasDimensions(1, 3);
      assertThat(classifier.sha256()).isEqualTo(Sha256.hex(MEANS));
      assertThat(classifier.manifest().features()).isEmpty();
      assertThatThrownBy(() -> classifier.features(images)).isInstanceOf(ModelException.class)
          .hasMessage("The classifier means gives no features: name one that does.");
      Images grey = new Images(new ImageShape(2, 2, 1), 1, new byte[4]);
      assertThatThrownBy(() -> classifier.logits(grey)).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The classifier means reads images of any size with 3 channels, not 2x2x1.");
    }
  }

  @Test
  void aManifestOfAnyKindIsReadAsItWasWritten() {
    ClassifierManifest manifest = ClassifierManifest.parse(MANIFEST);
    assertThat(ClassifierManifest.parse(manifest.format())).isEqualTo(manifest);
    ClassifierManifest other = new ClassifierManifest("a", "b",
        ClassifierInput.bytes("x", Optional.of(new ClassifierInput.Size(3, 4)), 1), "y", 7, Optional.of(false),
        Optional.of(new ClassifierManifest.Features("f", 9)), Optional.empty(), 16, "00", "c");
    assertThat(ClassifierManifest.parse(other.format())).isEqualTo(other);
  }

  @Test
  void contradictionsAreRefused() {
    refused(MANIFEST.replace("type=float32", "type=uint8"), "A classifier that reads uint8 takes pixels as they are, "
        + "so its manifest must leave out range, mean and deviation.");
    refused(MANIFEST.replace("height=any", "height=32"),
        "The classifier manifest must say \"any\" for both height and width, or for neither.");
    refused(MANIFEST.replace("type=float32", "type=int8"),
        "The field \"type\" of the classifier manifest must be float32 or uint8, and not int8.");
    refused(MANIFEST.replace("0.485, ", ""), "The field \"mean\" of the classifier manifest must be 3 numbers.");
    refused(MANIFEST.replace("classes=3", "classes=0"),
        "The classes, the feature size and the batch of a classifier must be 1 or more.");
  }

  @Test
  void aModelOfOtherShapesOrOutputsThanItsManifestSaysIsRefused() {
    loadRefused(MANIFEST.replace("layout=NCHW", "layout=NHWC"), "\"images\" of the classifier means must be FLOAT "
        + "[N, any, any, 3], but is FLOAT [N, 3, any, any].");
    loadRefused(MANIFEST.replace("logits=logits", "logits=scores"),
        "The classifier means has no \"scores\" among [logits].");
    loadRefused(MANIFEST.replace("classes=3", "classes=4"),
        "\"logits\" of the classifier means must be FLOAT [N, 4], but is FLOAT [N, 3].");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> ClassifierManifest.parse(text)).isInstanceOf(ModelException.class).hasMessage(message);
  }

  private static void loadRefused(String text, String message) {
    ClassifierManifest manifest = ClassifierManifest.parse(text);
    assertThatThrownBy(() -> OnnxClassifier.load(manifest, MEANS, 1)).isInstanceOf(ModelException.class)
        .hasMessage(message);
  }
}
