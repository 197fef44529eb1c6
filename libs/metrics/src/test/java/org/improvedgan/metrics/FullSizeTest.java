package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The sizes of the literature, minutes of work: run with {@code -Dmetrics.full-size=10000} for so many images a set.
 * Prints what each metric costs.
 */
@EnabledIfSystemProperty(named = "metrics.full-size", matches = "\\d+")
class FullSizeTest {

  private static final int WIDTH = 2048;
  private static final int IMAGES = Integer.getInteger("metrics.full-size", 0);

  /** Covariances with common eigenvectors have the trace Σ √(a_i b_i). */
  @Test
  void frechetDistance() {
    for (var rank : new int[] {WIDTH, WIDTH / 2}) {
      var a = new double[WIDTH];
      var b = new double[WIDTH];
      var expected = 0.0;
      for (var i = 0; i < WIDTH; i++) {
        a[i] = i < rank ? Math.exp(-10.0 * i / WIDTH) : 0;
        b[i] = .5 + i % 7;
        expected += Math.sqrt(a[i] * b[i]);
      }
      var first = TestMatrices.rotated(a, 1);
      var second = TestMatrices.rotated(b, 1);
      var mean = new double[WIDTH];
      var distance = timed("Frechet distance, a covariance of rank " + rank,
          () -> FrechetDistance.of(mean, first, mean, second));
      System.out.printf("  relative error of the trace %.1e%n", Math.abs(distance.traceOfRoot() / expected - 1));
      assertThat(distance.traceOfRoot()).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void featureStatistics() {
    var features = Features.of(TestMatrices.features(IMAGES, WIDTH, 0, 1));
    var statistics = timed("feature statistics of " + IMAGES + " images", () -> FeatureStatistics.of(features));
    // Uniform in [-1, 1): variance 1/3, here on average over 2048 features.
    var covariance = statistics.covariance();
    var trace = 0.0;
    for (var i = 0; i < WIDTH; i++) {
      trace += covariance[i][i];
    }
    assertThat(trace / WIDTH).isCloseTo(1 / 3.0, within(.01));
  }

  @Test
  void kernelDistance() {
    var real = Features.of(TestMatrices.features(IMAGES, WIDTH, 0, 1));
    var fake = Features.of(TestMatrices.features(IMAGES, WIDTH, 0, 2));
    var size = Math.min(1000, IMAGES);
    var distance = timed("kernel distance, 100 subsets of " + size,
        () -> KernelInceptionDistance.ofSubsets(real, fake, 100, size, 2020));
    // Equal distributions: the mean of 100 estimates lies within five standard errors of 0.
    assertThat(distance.mean()).isCloseTo(0, within(distance.standardDeviation() / 2));
  }

  @Test
  void neighbourhoods() {
    var real = Features.of(TestMatrices.features(IMAGES, WIDTH, 0, 1));
    var fake = Features.of(TestMatrices.features(IMAGES, WIDTH, 0, 2));
    var neighbourhoods = timed("neighbourhoods of 2 x " + IMAGES + " images",
        () -> Neighbourhoods.of(real, fake, 5));
    // Equal distributions: density 1 on average (Naeem et al., section 3.3).
    assertThat(DensityCoverage.of(neighbourhoods).density()).isCloseTo(1, within(.1));
    // Distances of a few points, by plain loops.
    for (var point : new int[] {0, IMAGES / 2, IMAGES - 1}) {
      assertThat(neighbourhoods.radiiOfReal()[point]).isCloseTo(plainRadius(real, point, 5), within(1e-10));
    }
  }

  private static double plainRadius(Features features, int point, int k) {
    var a = new double[WIDTH];
    var b = new double[WIDTH];
    features.copy(point, 0, WIDTH, a);
    var distances = new double[features.rows()];
    for (var r = 0; r < distances.length; r++) {
      features.copy(r, 0, WIDTH, b);
      for (var i = 0; i < WIDTH; i++) {
        distances[r] += (a[i] - b[i]) * (a[i] - b[i]);
      }
    }
    Arrays.sort(distances);
    return Math.sqrt(distances[k]);
  }

  private static <T> T timed(String what, Supplier<T> work) {
    var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var cpu = process.getProcessCpuTime();
    var start = System.nanoTime();
    var result = work.get();
    System.out.printf("%s: %.1f s of CPU, %.1f s%n", what, (process.getProcessCpuTime() - cpu) / 1e9,
        (System.nanoTime() - start) / 1e9);
    return result;
  }
}
