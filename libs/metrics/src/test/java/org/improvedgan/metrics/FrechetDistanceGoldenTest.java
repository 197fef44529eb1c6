package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fréchet distances and the statistics that they need; each file states its tolerance. */
class FrechetDistanceGoldenTest {

  @TestFactory
  Stream<DynamicTest> everyFileHolds() {
    var files = Golden.all("10_frechet");
    assertThat(files).isNotEmpty();
    return files.stream().map(file -> DynamicTest.dynamicTest(file.name(), () -> checkFile(file)));
  }

  private void checkFile(Golden file) {
    switch (file.kind()) {
      case "frechet_distance" -> checkDistance(file, FrechetDistance.of(
          file.vector("inputs", "mean_1"), file.matrix("inputs", "covariance_1"),
          file.vector("inputs", "mean_2"), file.matrix("inputs", "covariance_2")));
      case "frechet_distance_from_features" -> {
        var first = checkedStatistics(file, 1);
        var second = checkedStatistics(file, 2);
        checkDistance(file, FrechetDistance.of(first, second));
        checkDistance(file, FrechetDistance.of(second, first));
      }
      default -> throw new IllegalArgumentException("Unknown kind of golden file: " + file.kind());
    }
  }

  private void checkDistance(Golden file, FrechetDistance actual) {
    file.check("distance", actual.value(), file.number("outputs", "frechet_distance"));
    file.check("of means", actual.squaredMeanDistance(), file.number("outputs", "squared_mean_distance"));
    file.check("trace", actual.traceOfRoot(), file.number("outputs", "trace_of_root"));
  }

  private FeatureStatistics checkedStatistics(Golden file, int set) {
    var statistics = FeatureStatistics.of(Features.of(file.matrix("inputs", "features_" + set)));
    file.checkAll("mean " + set, statistics.mean(), file.vector("outputs", "mean_" + set));
    var expected = file.matrix("outputs", "covariance_" + set);
    var actual = statistics.covariance();
    for (var i = 0; i < expected.length; i++) {
      file.checkAll("covariance " + set + " row " + i, actual[i], expected[i]);
    }
    return statistics;
  }
}
