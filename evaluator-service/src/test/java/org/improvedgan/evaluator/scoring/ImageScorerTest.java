package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.evaluator.FakeSampler;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.InceptionScore;
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

  @Test
  void theScoreIsTheSameBitsHoweverTheImagesArrive() {
    Images images = FakeSampler.images("any", 1, SAMPLES);
    InceptionScore whole = score(images, SAMPLES);
    assertThat(score(images, 1)).isEqualTo(whole);
    assertThat(score(images, 37)).isEqualTo(whole);
    assertThat(score(images, 256)).isEqualTo(whole);
    assertThat(whole.mean()).isEqualTo(InceptionScore.ofLogits(classifier.logits(images), 10).mean());
  }

  @Test
  void progressIsToldInBatches() {
    List<Integer> told = new ArrayList<>();
    ImageScorer scorer = new ImageScorer(classifier, SAMPLES, 10, told::add);
    scorer.add(FakeSampler.images("any", 1, SAMPLES));
    assertThat(told).containsExactly(256, 256, 188);
  }

  @Test
  void tooManyTooFewOrOtherImagesAreRefused() {
    ImageScorer scorer = new ImageScorer(classifier, 20, 10, count -> { });
    scorer.add(FakeSampler.images("any", 1, 10));
    assertThatIllegalStateException().isThrownBy(scorer::score);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer.add(new Images(new ImageShape(14, 28, 1), 1, new byte[392])))
        .withMessageContaining("28x28x1");
    assertThatIllegalArgumentException().isThrownBy(() -> scorer.add(FakeSampler.images("any", 1, 11)))
        .withMessageContaining("More than 20");
  }

  private static InceptionScore score(Images images, int portion) {
    ImageScorer scorer = new ImageScorer(classifier, images.count(), 10, count -> { });
    for (int from = 0; from < images.count(); from += portion) {
      scorer.add(images.slice(from, Math.min(from + portion, images.count())));
    }
    return scorer.score();
  }
}
