package org.improvedgan.gan.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.improvedgan.gan.graph.Noise;
import org.junit.jupiter.api.Test;

/** Bounds are five standard errors of the statistic; keys are fixed, so the verdict is always the same. */
class CounterRandomTest {
  private static final int COUNT = 1_000_000;

  /** The first outputs of SplitMix64 from state 1234567, as published with the algorithm. */
  @Test
  void bitsAreThoseOfSplitMix64() {
    assertThat(CounterRandom.bits(1234567, 0)).isEqualTo(6457827717110365317L);
    assertThat(CounterRandom.bits(1234567, 1)).isEqualTo(3203168211198807973L);
  }

  @Test
  void normalNumbersHaveTheMomentsAndTailsOfTheNormalDistribution() {
    float[] x = new float[COUNT];
    CounterRandom.gaussian(CounterRandom.key(1, 2), 1, x, 0, COUNT);
    assertThat(mean(x, 1)).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
    assertThat(mean(x, 2)).isCloseTo(1, within(5 * Math.sqrt(2.0 / COUNT)));
    assertThat(mean(x, 3)).isCloseTo(0, within(5 * Math.sqrt(15.0 / COUNT)));
    assertThat(mean(x, 4)).isCloseTo(3, within(5 * Math.sqrt(96.0 / COUNT)));
    assertShare(x, 1, 0.317310507863);
    assertShare(x, 2, 0.045500263896);
    assertShare(x, 3, 0.002699796063);
    assertShare(x, 3.6541528853610088, 0.000258025);
    assertShare(x, 4, 0.000063342484);
  }

  private static double mean(float[] x, int power) {
    return IntStream.range(0, x.length).mapToDouble(i -> Math.pow(x[i], power)).average().orElseThrow();
  }

  private static void assertShare(float[] x, double beyond, double expected) {
    long count = IntStream.range(0, x.length).filter(i -> Math.abs(x[i]) > beyond).count();
    assertThat((double) count / x.length).isCloseTo(expected, within(5 * Math.sqrt(expected / x.length)));
  }

  @Test
  void uniformNumbersFillTheUnitInterval() {
    float[] x = new float[COUNT];
    CounterRandom.uniform(9, x, 0, COUNT);
    int[] bins = new int[100];
    for (float value : x) {
      assertThat(value).isBetween(0f, Math.nextDown(1f));
      bins[(int) (value * 100)]++;
    }
    double chiSquare = Arrays.stream(bins).mapToDouble(n -> Math.pow(n - 1e4, 2) / 1e4).sum();
    assertThat(chiSquare).isCloseTo(99, within(5 * Math.sqrt(2 * 99)));
  }

  @Test
  void dropsTheShareAskedForAndScalesTheRest() {
    for (double probability : new double[] {0, 0.2, 0.5}) {
      float[] x = new float[COUNT];
      CounterRandom.keep(3, probability, x, 0, COUNT);
      float kept = (float) (1 / (1 - probability));
      double dropped = IntStream.range(0, COUNT).filter(i -> x[i] == 0).count() / (double) COUNT;
      assertThat(dropped).isCloseTo(probability, within(5 * Math.sqrt(probability / COUNT)));
      assertThat(x).containsOnly(probability == 0 ? new float[] {kept} : new float[] {0, kept});
      double together = IntStream.range(1, COUNT).filter(i -> x[i] == 0 && x[i - 1] == 0).count() / (double) COUNT;
      assertThat(together).isCloseTo(probability * probability, within(5 * Math.sqrt(probability / COUNT)));
    }
  }

  @Test
  void noiseIsTheSameInOnePieceAndInSeveral() {
    for (Noise.Kind kind : Noise.Kind.values()) {
      Noise noise = new Noise("noise", kind, 0.3, 1001);
      float[] whole = new float[1001];
      noise.draw(5, whole);
      float[] part = new float[500];
      noise.draw(5, 400, 500, part);
      assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 400, 900));
    }
  }

  @Test
  void permutationsHoldEveryNumberOnce() {
    int[] order = CounterRandom.permutation(4, 1000);
    assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray());
    assertThat(CounterRandom.permutation(5, 1000)).isNotEqualTo(order);
  }

  @Test
  void keysDifferWithTheOrderOfTheirParts() {
    assertThat(CounterRandom.key(1, 2)).isNotEqualTo(CounterRandom.key(2, 1));
    assertThat(CounterRandom.key(1)).isNotEqualTo(CounterRandom.key(1, 0));
  }
}
