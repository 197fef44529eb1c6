package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.improvedgan.metrics.InceptionScoreProtocol.Shuffled;
import org.junit.jupiter.api.Test;

/**
 * Expected scores: NumPy 2.4.6, by each peer's recipe, on logits[i][c] = ((7i+3c) % 11)/2 with 25 images and 5 classes;
 * within(1e-12) is rounding.
 */
class InceptionScoreProtocolTest {

  @Test
  void torchFidelity() {
    // x = logits[RandomState(2020).permutation(25)], chunks x[i*25//10:(i+1)*25//10], np.std
    check(InceptionScoreProtocol.torchFidelity(), 1.3655140464618876, 0.20028819248517793, 10);
  }

  @Test
  void torchMetrics() {
    // x = logits[RandomState(3).permutation(25)], chunks of ceil(25/10), np.std(ddof=1)
    check(InceptionScoreProtocol.torchMetrics(3), 1.3952133170610521, 0.22044745848316005, 9);
  }

  @Test
  void originalAndStyleGan2Ada() {
    // chunks logits[i*25//10:(i+1)*25//10], np.std
    check(InceptionScoreProtocol.styleGan2Ada(), 1.6285509688700355, 0.1306731301282782, 10);
    assertThat(InceptionScoreProtocol.original()).isEqualTo(InceptionScoreProtocol.styleGan2Ada());
  }

  private static void check(InceptionScoreProtocol protocol, double mean, double deviation, int splits) {
    var logits = new double[25][5];
    for (var i = 0; i < 25; i++) {
      for (var c = 0; c < 5; c++) {
        logits[i][c] = (7 * i + 3 * c) % 11 / 2.0;
      }
    }
    var score = InceptionScore.ofLogits(logits, protocol.withClassifier(false, 5));
    assertThat(score.mean()).isCloseTo(mean, within(1e-12));
    assertThat(score.standardDeviation()).isCloseTo(deviation, within(1e-12));
    assertThat(score.splitScores()).hasSize(splits);
  }

  /** Expected: NumPy 2.4.6, {@code RandomState(seed).permutation(n)}; the sum is that of place times image. */
  @Test
  void ordersAreThoseOfNumPy() {
    assertThat(new NumpyPermutations(2020).permutation(12)).containsExactly(2, 1, 11, 4, 10, 5, 7, 9, 6, 3, 8, 0);
    assertThat(new NumpyPermutations(0).permutation(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
    assertThat(new NumpyPermutations(4294967295L).permutation(1000)).startsWith(94, 405, 819, 632, 217);
    var large = new NumpyPermutations(2020).permutation(50_000);
    assertThat(large).startsWith(24397, 39273, 6546, 13504).endsWith(44739, 47734, 40259, 41824);
    assertThat(IntStream.range(0, large.length).mapToLong(place -> (long) place * large[place]).sum())
        .isEqualTo(31221568855262L);
  }

  /** The first outputs of the generator for its reference seed; the C++ standard asks for this 10,000th. */
  @Test
  void generatorIsTheMersenneTwister() {
    var generator = new NumpyPermutations(5489);
    for (var i = 1; i < 10_000; i++) {
      generator.nextBits();
    }
    assertThat(Integer.toUnsignedLong(generator.nextBits())).isEqualTo(4123659995L);
  }

  @Test
  void splitsStartWhereIntegerDivisionSays() {
    for (var samples : new int[] {10, 25, 97, 1000}) {
      var split = InceptionScoreProtocol.original().splitOfEach(samples);
      for (var i = 0; i < 10; i++) {
        assertThat(split.applyAsInt(InceptionScore.splitStart(samples, 10, i))).isEqualTo(i);
        assertThat(split.applyAsInt(InceptionScore.splitStart(samples, 10, i + 1) - 1)).isEqualTo(i);
      }
    }
  }

  @Test
  void protocolsSayWhatTheyAre() {
    assertThat(InceptionScoreProtocol.torchFidelity().description()).isEqualTo(
        "10 splits, order shuffled with seed 2020, standard deviation with ddof 0, 1008 classes without bias");
    assertThat(InceptionScoreProtocol.original().withSplits(1).withClassifier(true, 10).description())
        .isEqualTo("1 split, order as given, standard deviation with ddof 0, 10 classes with bias");
  }

  @Test
  void badProtocolsAreRefusedWithASentence() {
    var original = InceptionScoreProtocol.original();
    assertThatIllegalArgumentException().isThrownBy(() -> original.withSplits(0)).withMessageContaining("at least 1");
    assertThatIllegalArgumentException().isThrownBy(() -> original.withClassifier(true, 0))
        .withMessageContaining("at least one class");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScoreProtocol.torchMetrics(1).withSplits(1))
        .withMessageContaining("at least 2 splits");
    assertThatIllegalArgumentException().isThrownBy(() -> new Shuffled(-1)).withMessageContaining("seed");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofLogits(new float[20][10], original))
        .withMessageContaining("1008 classes; one has 10");
    assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofLogits(new float[3][1008], original))
        .withMessageContaining("at least 10 images");
  }
}
