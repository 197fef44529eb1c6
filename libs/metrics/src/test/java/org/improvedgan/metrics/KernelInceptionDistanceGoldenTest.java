package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Kernel distances of whole sets and of given subsets; the file states its tolerance. */
class KernelInceptionDistanceGoldenTest {

  @TestFactory
  Stream<DynamicTest> everyFileHolds() {
    var files = Golden.all("10_kernel");
    assertThat(files).isNotEmpty();
    return files.stream().map(file -> DynamicTest.dynamicTest(file.name(), () -> checkFile(file)));
  }

  private void checkFile(Golden file) {
    assertThat(file.json().get("parameters").get("degree").asInt()).isEqualTo(3);
    assertThat(file.json().get("parameters").get("coef0").asDouble()).isEqualTo(1);
    var real = Features.of(file.matrix("inputs", "features_real"));
    var fake = Features.of(file.matrix("inputs", "features_fake"));
    file.check("whole", KernelInceptionDistance.ofWhole(real, fake), file.number("outputs", "mmd2_unbiased"));
    file.check("whole with itself", KernelInceptionDistance.ofWhole(real, real),
        file.number("outputs", "mmd2_unbiased_of_a_set_with_itself"));

    var distance = KernelInceptionDistance.ofSubsets(real, rowLists(file, "subset_rows_real"),
        fake, rowLists(file, "subset_rows_fake"));
    file.checkAll("subset", distance.subsetDistances().stream().mapToDouble(Double::doubleValue).toArray(),
        file.vector("outputs", "mmd2_unbiased_of_subsets"));
    file.check("mean", distance.mean(), file.number("outputs", "mean_over_subsets"));
    file.check("deviation", distance.standardDeviation(), file.number("outputs", "population_stdv_over_subsets"));
  }

  private static List<int[]> rowLists(Golden file, String name) {
    return Arrays.stream(file.matrix("inputs", name))
        .map(rows -> Arrays.stream(rows).mapToInt(row -> (int) row).toArray()).toList();
  }
}
