package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;

class OnnxClassifierTest {

  private static final byte[] MODEL = TestModels.classifier(3);

  private static ClassifierManifest manifest(String sha256, int classes) {
    return new ClassifierManifest("test-classifier", "mnist", "images", TestModels.DIGIT, "logits", classes,
        "features", 32, 0.991, 10_000, sha256, "./gan train \\ test: =classifier");
  }

  private static Images digits(int count) {
    try (OnnxGenerator generator = OnnxGenerator.load(
        TestModels.generator(1), LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 1)) {
      return generator.generate(1, 0, count);
    }
  }

  @Test
  void logitsAndFeaturesComeInOrderWhateverTheBatch() {
    Images images = digits(150);
    try (OnnxClassifier classifier = OnnxClassifier.load(manifest(Sha256.hex(MODEL), 10), MODEL, 1)) {
      float[][] logits = classifier.logits(images);
      float[][] features = classifier.features(images);
      assertThat(logits).hasDimensions(150, 10);
      assertThat(features).hasDimensions(150, 32);
      assertThat(classifier.logits(images.slice(128, 150))).isDeepEqualTo(
          Arrays.copyOfRange(logits, 128, 150));
      assertThat(classifier.logits(images.slice(64, 65))[0]).containsExactly(logits[64]);
      assertThat(logits[0]).isNotEqualTo(logits[1]);
      assertThat(classifier.classes()).isEqualTo(10);
      assertThat(classifier.name()).isEqualTo("test-classifier");
    }
  }

  @Test
  void aManifestIsReadAsItWasWritten() {
    ClassifierManifest manifest = manifest(Sha256.hex(MODEL), 10);
    assertThat(ClassifierManifest.parse(manifest.format())).isEqualTo(manifest);
  }

  @Test
  void aBrokenManifestIsRefused() {
    String text = manifest("00", 10).format();
    assertThatThrownBy(() -> ClassifierManifest.parse(text.replace("classes=", "class=")))
        .isInstanceOf(ModelException.class).hasMessage("The classifier manifest lacks the field \"classes\".");
    assertThatThrownBy(() -> ClassifierManifest.parse(text.replace("classes=10", "classes=ten")))
        .isInstanceOf(ModelException.class)
        .hasMessage("The field \"classes\" of the classifier manifest is no whole number.");
    assertThatThrownBy(() -> ClassifierManifest.parse("name=\\u12"))
        .isInstanceOf(ModelException.class).hasMessageStartingWith("The classifier manifest is no properties file");
  }

  @Test
  void anotherModelThanTheManifestsIsRefused() {
    assertThatThrownBy(() -> OnnxClassifier.load(manifest("00ff", 10), MODEL, 1)).isInstanceOf(ModelException.class)
        .hasMessageMatching("The classifier test-classifier has SHA-256 [0-9a-f]{64}, but its manifest says 00ff.");
    assertThatThrownBy(() -> OnnxClassifier.load(manifest(Sha256.hex(MODEL), 11), MODEL, 1))
        .isInstanceOf(ModelException.class).hasMessage(
            "\"logits\" of the classifier test-classifier must be FLOAT [N, 11], but is FLOAT [N, 10].");
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    try (OnnxClassifier classifier = OnnxClassifier.load(manifest(Sha256.hex(MODEL), 10), MODEL, 1)) {
      Images colour = new Images(new ImageShape(2, 2, 3), 1, new byte[12]);
      assertThatThrownBy(() -> classifier.logits(colour)).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The classifier test-classifier reads 28x28x1, not 2x2x3.");
    }
  }

  @Test
  void anUnknownDatasetHasNoBundledClassifier() {
    assertThat(BundledClassifiers.nameFor("mnist")).contains("mnist-classifier");
    assertThatThrownBy(() -> BundledClassifiers.forDataset("clouds", 1)).isInstanceOf(ModelException.class)
        .hasMessage("No classifier for the dataset \"clouds\" comes with this project.");
  }
}
