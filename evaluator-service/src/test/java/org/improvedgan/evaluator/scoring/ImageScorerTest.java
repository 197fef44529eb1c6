package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.evaluator.FakeSampler;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OnnxClassifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImageScorerTest {

  private static final int SAMPLES = 700;

  private static OnnxClassifier classifier;

  @BeforeAll
  static void load() {
    classifier = BundledClassifiers.forDataset("drawn-digits", 1);
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  /** Bit for bit: no tolerance. */
  @Test
  void theLogitsAreTheSameHoweverTheImagesArrive() {
    Images images = FakeSampler.images("any", 1, SAMPLES);
    float[][] whole = classifier.logits(images);
    assertThat(logits(images, 1)).isDeepEqualTo(whole);
    assertThat(logits(images, 37)).isDeepEqualTo(whole);
    assertThat(logits(images, 256)).isDeepEqualTo(whole);
    assertThat(logits(images, SAMPLES)).isDeepEqualTo(whole);
  }

  @Test
  void progressIsToldInBatches() {
    List<Integer> told = new ArrayList<>();
    ImageScorer scorer = new ImageScorer(classifier, SAMPLES, (row, features) -> { }, told::add);
    scorer.add(FakeSampler.images("any", 1, SAMPLES));
    assertThat(told).containsExactly(256, 256, 188);
  }

  @Test
  void tooManyOrOtherImagesAreRefused() {
    ImageScorer scorer = new ImageScorer(classifier, 20, (row, features) -> { }, count -> { });
    scorer.add(FakeSampler.images("any", 1, 10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer.add(new Images(new ImageShape(14, 28, 1), 1, new byte[392])))
        .withMessageContaining("28x28x1");
    assertThatIllegalArgumentException().isThrownBy(() -> scorer.add(FakeSampler.images("any", 1, 11)))
        .withMessageContaining("More than 20");
  }

  private static float[][] logits(Images images, int portion) {
    List<float[]> rows = new ArrayList<>();
    ImageScorer scorer = new ImageScorer(classifier, images.count(), (row, features) -> rows.add(row), count -> { });
    for (int from = 0; from < images.count(); from += portion) {
      scorer.add(images.slice(from, Math.min(from + portion, images.count())));
    }
    return rows.toArray(float[][]::new);
  }
}
