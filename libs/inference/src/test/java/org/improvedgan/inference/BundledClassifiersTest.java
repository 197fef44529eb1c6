package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.junit.jupiter.api.Test;

/** The classifiers that come with the project, on all test images of the datasets that they score. */
class BundledClassifiersTest {
  private static final DataLocation WITHOUT_DOWNLOAD = DataLocation.fromEnvironment().withDownload(false);

  @Test
  void setsOfDigitsHaveOneAndPhotographsHaveNone() {
    assertThat(Datasets.names()).filteredOn(name -> BundledClassifiers.nameFor(name).isPresent())
        .containsExactly("mnist", "drawn-digits");
  }

  @Test
  void mnistTestImagesAreNamedAsOftenAsTheManifestSays() {
    assumeTrue(Datasets.available("mnist", WITHOUT_DOWNLOAD),
        "MNIST is not here: set GAN_DATA to a folder that has it");
    try (OnnxClassifier classifier = BundledClassifiers.forDataset("mnist", 1)) {
      double accuracy = accuracy(classifier, "mnist");

      assertThat(accuracy).isGreaterThanOrEqualTo(0.99);
      // One image: on another processor two logits that are nearly equal may change order.
      assertThat(accuracy).isCloseTo(classifier.manifest().accuracy().orElseThrow().rightly(), within(1e-4));
    }
  }

  @Test
  void drawnDigitsAreNamedRightly() {
    try (OnnxClassifier classifier = BundledClassifiers.forDataset("drawn-digits", 1)) {
      assertThat(accuracy(classifier, "drawn-digits")).isGreaterThanOrEqualTo(0.97);
    }
  }

  private static double accuracy(OnnxClassifier classifier, String dataset) {
    LabelledImages test = Datasets.load(dataset, Split.TEST, WITHOUT_DOWNLOAD);
    assertThat(test.count()).isEqualTo(10_000);
    float[][] logits = classifier.logits(test.images());
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      right += largest(logits[i]) == test.labels()[i] ? 1 : 0;
    }
    return (double) right / test.count();
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
