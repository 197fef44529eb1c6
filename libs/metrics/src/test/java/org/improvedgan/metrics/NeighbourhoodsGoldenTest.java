package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.improvedgan.metrics.Neighbourhoods.Balls;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Precision, recall, density and coverage, with ties and for equal sets; the file states its tolerance. */
class NeighbourhoodsGoldenTest {

  @TestFactory
  Stream<DynamicTest> everyResultHolds() {
    var files = Golden.all("10_knn");
    assertThat(files).isNotEmpty();
    return files.stream().flatMap(file -> file.json().get("outputs").properties().stream().map(entry ->
        DynamicTest.dynamicTest(file.name() + " " + entry.getKey(),
            () -> checkResult(file, entry.getKey(), entry.getValue()))));
  }

  private void checkResult(Golden file, String name, JsonNode expected) {
    var points = name.startsWith("integer_points") ? "integer_points_" : "features_";
    var real = Features.of(file.matrix("inputs", points + "real"));
    var fake = name.startsWith("identical_sets") ? real : Features.of(file.matrix("inputs", points + "fake"));
    var neighbourhoods = Neighbourhoods.of(real, fake, expected.get("k").asInt());
    file.checkAll("radius of real", neighbourhoods.radiiOfReal(),
        Golden.toVector(expected.get("radius_real").get("data")));
    file.checkAll("radius of fake", neighbourhoods.radiiOfFake(),
        Golden.toVector(expected.get("radius_fake").get("data")));
    checkPrecisionRecall(file, expected, PrecisionRecall.of(neighbourhoods, Balls.OPEN), "");
    checkPrecisionRecall(file, expected, PrecisionRecall.of(neighbourhoods, Balls.CLOSED), "_with_closed_balls");
    var density = DensityCoverage.of(neighbourhoods);
    file.check("density", density.density(), expected.get("density").get("data").asDouble());
    file.check("coverage", density.coverage(), expected.get("coverage").get("data").asDouble());
  }

  private void checkPrecisionRecall(Golden file, JsonNode expected, PrecisionRecall actual, String suffix) {
    file.check("precision" + suffix, actual.precision(), expected.get("precision" + suffix).get("data").asDouble());
    file.check("recall" + suffix, actual.recall(), expected.get("recall" + suffix).get("data").asDouble());
  }
}
